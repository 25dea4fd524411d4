"""What lies compiled on the disk belongs to the code that stands."""

import hashlib
from pathlib import Path

import pytest

from learning.loops import compiled, draws, layouts, sums

FOLDER = Path(compiled.__file__).parent


@pytest.mark.parametrize(
    ("module", "called"),
    [
        (compiled, ("calls", "places", "steps", "sums", "symbols", "updates")),
        (layouts, ("calls", "places", "symbols")),
        (draws, ("calls",)),
        (sums, ("calls",)),
    ],
    ids=["compiled", "layouts", "draws", "sums"],
)
def test_a_compiled_file_changes_with_those_that_it_takes_its_loops_from(module, called):
    digest = hashlib.sha256(b"".join((FOLDER / f"{name}.py").read_bytes() for name in called)).hexdigest()[:16]
    assert digest == module.CALLED, "put this into it, so that nothing stale is read back"
