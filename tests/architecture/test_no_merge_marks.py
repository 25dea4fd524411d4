"""A merge is finished or not made."""

import re
from pathlib import Path

MARKS = re.compile(r"^\s*(<{7}|>{7})( |$)", flags=re.MULTILINE)


def test_no_file_has_the_marks_of_an_unfinished_merge(files: tuple[Path, ...], root: Path) -> None:
    assert [str(path.relative_to(root)) for path in files if MARKS.search(path.read_bytes().decode("utf-8", errors="ignore"))] == []
