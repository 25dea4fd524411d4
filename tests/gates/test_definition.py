"""A definition of done that could leave out a row, or a text to expect, is refused."""

import pytest

from core.errors import CodedError
from gates.catalogue import GATES
from gates.definition import Row, is_strict, parse_definition
from gates.goals import sub_goals

HEAD = "# Title\n\n| row | what | needs | command | prints |\n|---|---|---|---|---|\n"


def table(**changed: str) -> str:
    rows = {f"r{number:02}": f"| {number:02} | what | baseline, smoke | `echo {number}` | `a` and `b c` |" for number in range(1, 14)}
    return HEAD + "\n".join({**rows, **changed}.values()) + "\n\nAfterwards: text.\n"


def test_each_row_has_its_needs_its_command_and_all_its_texts():
    rows = parse_definition(table())
    assert len(rows) == 13
    assert rows[0] == Row("01", ("baseline", "smoke"), "echo 1", ("a", "b c"))


@pytest.mark.parametrize(
    "row",
    [
        "| 05 | what | baseline | `echo` |",
        "| 05 | what | baseline | echo | `a` |",
        "| 05 | what | baseline | `echo` `twice` | `a` |",
        "| 05 | what | baseline | `echo` | nothing |",
        "| 04 | what | baseline | `echo` | `a` |",
        "",
    ],
)
def test_a_row_that_could_not_fail_is_refused(row):
    with pytest.raises(CodedError) as caught:
        parse_definition(table(r05=row))
    assert caught.value.code == "gates.definition.malformed"


def test_an_empty_document_is_refused():
    with pytest.raises(CodedError):
        parse_definition("")


def test_a_pending_row_fails_from_the_moment_that_every_gate_of_the_tree_exists():
    artifacts = {part.artifact for part in sub_goals()}
    assert is_strict(artifacts | {"calibration.json"})
    assert not any(is_strict(artifacts - {one}) for one in artifacts)
    assert is_strict(GATES) is (artifacts <= set(GATES))
