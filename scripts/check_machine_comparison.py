"""Check a machine_comparison.json against its limits."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tasks.gate.checking import run_checker

sys.exit(run_checker("machine_comparison"))
