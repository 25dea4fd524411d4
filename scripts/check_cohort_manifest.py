"""Check a cohort_manifest.json and the metrics of its nodes against its limits."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tasks.gate.checking import run_checker
from tasks.gate.cohort_files import observe_metrics_files

sys.exit(run_checker("cohort_manifest", observe=observe_metrics_files))
