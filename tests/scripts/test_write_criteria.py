"""Every number in docs/MVP_CRITERIA.md is the floor's or params.yaml's, and none is left out."""

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import yaml

from gates.judges import JUDGEMENTS
from gates.readiness import MILESTONES, MIN_REPRODUCED_RUNS, OUTCOMES

ROOT = Path(__file__).resolve().parent.parent.parent
ROW = re.compile(r"^\| (\w+) \| `(\w+)` \| (.+?) \| (.+?) \|$", flags=re.MULTILINE)


def script():
    spec = importlib.util.spec_from_file_location("write_criteria", ROOT / "scripts" / "write_criteria.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def value_of(cell: str) -> object:
    """What a cell says, read without the code that wrote it."""
    if cell in ("–", "yes", "no"):
        return {"–": None, "yes": True, "no": False}[cell]
    bare = cell.removeprefix("≥ ").removeprefix("≤ ")
    return json.loads(bare) if re.fullmatch(r"-?[\d.]+(e-?\d+)?", bare) else bare


def test_each_number_of_the_document_is_the_floors_or_ours():
    ours = yaml.safe_load((ROOT / "params.yaml").read_text())["limits"]
    rows = ROW.findall((ROOT / "docs/MVP_CRITERIA.md").read_text())
    stated = {(gate, name): (value_of(floor), value_of(our)) for gate, name, floor, our in rows}
    held = {
        (gate, name): (floor, ours[gate][name])
        for gate, judgement in JUDGEMENTS.items()
        for name, floor in judgement.floors.model_dump().items()
    }
    assert stated == held
    assert len(rows) == len(stated)


def test_a_sign_says_on_which_side_of_a_limit_a_figure_has_to_be():
    for _, name, *cells in ROW.findall((ROOT / "docs/MVP_CRITERIA.md").read_text()):
        for cell in cells:
            assert cell[:2] not in ("≥ ", "≤ ") or cell[0] == {"min": "≥", "max": "≤"}[name[:3]]


def test_the_table_is_up_to_date():
    done = subprocess.run([sys.executable, "scripts/write_criteria.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_text_around_the_table_stays():
    module = script()
    text = f"before\n{module.BEGIN}\nold\n{module.END}\nafter\n"
    assert module.with_table(text, "new") == f"before\n{module.BEGIN}\nnew\n{module.END}\nafter\n"


def test_the_strict_manifest_of_the_next_steps_is_the_one_in_the_parameters():
    ours = yaml.safe_load((ROOT / "params.yaml").read_text())["limits"]["cohort_manifest"]
    text = " ".join((ROOT / "docs/NEXT_STEPS.md").read_text().split())
    stated = re.search(
        r"at least (\d+) nodes, (\d+) of them passed, (\d+) regions, (\d+) hardware tiers, (\d+) network tiers, and at most a fifth", text
    )
    names = ("min_nodes", "min_passed", "min_distinct_regions", "min_distinct_hardware_tiers", "min_distinct_network_tiers")
    assert stated is not None
    assert [int(number) for number in stated.groups()] == [ours[name] for name in names]
    assert ours["max_unknown_region_ratio"] == 1 / 5
    assert f"At least {ours['min_passed']} externally" in text.replace("at least", "At least")


def test_the_value_plan_has_every_outcome_and_milestone_as_they_are_judged():
    text = (ROOT / "docs/MVP_USER_VALUE_PLAN.md").read_text()
    rows = dict(re.findall(r"^\| ([UM]\d) \| (.+) \|$", text, flags=re.MULTILINE))
    assert set(rows) == {*OUTCOMES, *MILESTONES}
    assert f"at least {MIN_REPRODUCED_RUNS} seeds" in rows["U3"]
    assert all(rows[name].startswith(", ".join(MILESTONES[name])) for name in ("M1", "M2", "M3"))
