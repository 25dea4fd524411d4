"""`python -m tests.system.stranger reports/`: a stranger's checker, written from the contract's text, names what is wrong with each artifact."""

import json
import sys
from pathlib import Path

from tests.system.stranger.checking import check, missing
from tests.system.stranger.undefined import UNDEFINED

if __name__ == "__main__":
    reports = Path(sys.argv[1])
    found = check(reports) | missing(reports)
    print(json.dumps(found, indent=2))
    for name in sorted(UNDEFINED.keys() & found):
        print(f"{name}: of its fields the contract says no more than: {UNDEFINED[name]}", file=sys.stderr)
    sys.exit(1 if any(found.values()) else 0)
