import json
import os
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest

from tests.gates.mutations import sample

ROOT = Path(__file__).resolve().parents[2]
CHECKERS = {
    "check_baseline": "baseline",
    "check_classification": "classification",
    "check_adapter_intent": "adapter",
    "check_benchmarks": "benchmark",
    "check_generality": "generality",
    "check_reproducibility": "reproducibility",
    "check_fairness": "fairness",
    "check_utility_fairness": "utility_fairness",
    "check_mvp_readiness": "readiness",
    "check_pilot_metrics": "pilot_metrics",
    "check_node_health": "node_health",
    "check_cohort_manifest": "cohort_manifest",
    "check_pilot_cohort": "pilot_cohort",
    "check_machine_comparison": "machine_comparison",
    "check_provenance": "provenance",
}
"""The checkers of the contract, by the name of their script."""
HEAVY = {"prefect", "torch", "sklearn", "scipy", "pandas", "numpy", "libp2p", "trio", "cryptography", "matplotlib", "rich", "yaml"}


FORK = """
import json, os, runpy, sys
import tasks.gate.checking
for line in sys.stdin:
    said, words = json.loads(line)
    if os.fork() == 0:
        for place, path in enumerate(said, 1):
            os.dup2(os.open(path, os.O_CREAT | os.O_WRONLY), place)
        sys.argv = words
        runpy.run_path(words[0], run_name="__main__")
        sys.exit()
    print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
"""
"""Each in a fork of a process that has loaded what they import: that takes longest."""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The exit code of a script, and what it said on standard output and errors."""
    folder = tmp_path_factory.mktemp("elsewhere")
    said = [folder / "out", folder / "err"]
    with subprocess.Popen(
        [sys.executable, "-c", FORK], cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=PIPE, stdout=PIPE, text=True
    ) as process:

        def run_one(script, *arguments):
            for path in said:
                path.unlink(missing_ok=True)
            process.stdin.write(json.dumps([[*map(str, said)], [str(ROOT / "scripts" / f"{script}.py"), *arguments]]) + "\n")
            process.stdin.flush()
            return int(process.stdout.readline()), *(path.read_text() for path in said)

        yield run_one
        process.stdin.close()


def test_there_is_a_script_for_every_checker_and_no_other():
    assert {path.stem for path in (ROOT / "scripts").glob("check_*.py")} == set(CHECKERS)


@pytest.mark.parametrize("script", CHECKERS)
def test_a_script_checks_its_kind_of_artifact_from_anywhere(script, tmp_path, run):
    path = tmp_path / "artifact.json"
    path.write_text(json.dumps(sample(CHECKERS[script])))
    code, _, complaint = run(script, str(path), "--expected-schema-version", str(sample(CHECKERS[script])["schema_version"]))
    assert (code, complaint) == (0, "")
    path.write_text("{}")
    code, said, complaint = run(script, str(path))
    assert (code, complaint) == (1, "")
    assert "Validation failed:\n- schema_version: missing" in said


@pytest.mark.parametrize("script", ["check_baseline", "check_provenance"])
def test_a_checker_imports_nothing_heavy(script, tmp_path):
    program = (
        "import runpy, sys\n"
        f"sys.argv = ['checker', {str(tmp_path / 'nothing.json')!r}]\n"
        "try:\n"
        f"    runpy.run_path({str(ROOT / 'scripts' / f'{script}.py')!r}, run_name='__main__')\n"
        "except SystemExit:\n"
        "    print(*{name.partition('.')[0] for name in sys.modules})\n"
    )
    loaded = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "gates" in loaded.split()
    assert HEAVY & set(loaded.split()) == set()
