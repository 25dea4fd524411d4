"""Check a provenance manifest and the files that it names against its limits."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tasks.gate.checking import run_checker
from tasks.gate.cohort_files import observe_provenance_files

sys.exit(run_checker("provenance", observe=observe_provenance_files))
