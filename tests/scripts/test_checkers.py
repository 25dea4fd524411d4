import json
import subprocess
import sys
from pathlib import Path

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


def run(script: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, ROOT / "scripts" / f"{script}.py", *arguments], cwd=cwd, capture_output=True, text=True)


def test_there_is_a_script_for_every_checker_and_no_other():
    assert {path.stem for path in (ROOT / "scripts").glob("check_*.py")} == set(CHECKERS)


@pytest.mark.parametrize("script", CHECKERS)
def test_a_script_checks_its_kind_of_artifact_from_anywhere(script, tmp_path):
    path = tmp_path / "artifact.json"
    path.write_text(json.dumps(sample(CHECKERS[script])))
    passed = run(script, str(path), "--expected-schema-version", str(sample(CHECKERS[script])["schema_version"]), cwd=tmp_path)
    assert (passed.returncode, passed.stderr) == (0, "")
    path.write_text("{}")
    failed = run(script, str(path), cwd=tmp_path)
    assert (failed.returncode, failed.stderr) == (1, "")
    assert "Validation failed:\n- schema_version: missing" in failed.stdout


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
