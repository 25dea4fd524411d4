"""Tests lie where a reader looks for them."""

from pathlib import Path

MAX_UNTESTED_LINES = 30


def test_every_module_has_its_tests_at_the_same_place(modules: tuple[Path, ...], root: Path) -> None:
    def is_tested(path: Path) -> bool:
        mirror = root / "tests" / path.relative_to(root).parent
        return any(mirror.glob(f"test_{path.stem}*.py"))

    long = [path for path in modules if len(path.read_text().splitlines()) > MAX_UNTESTED_LINES and path.name != "errors.py"]
    assert [str(path.relative_to(root)) for path in long if not is_tested(path)] == []
