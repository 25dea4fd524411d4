"""Every number that a document says is the project's own, by a named claim, or a measurement with its date and command, or a name.

The claims lie beside this file: a number that is none of these fails with its file and line, and so does a claim whose text has gone.
"""

import re
from pathlib import Path

import pytest

from tests.architecture.claims.measured import MEASURED
from tests.architecture.claims.names import HELD, NAMES
from tests.architecture.claims.pages import PAGES
from tests.architecture.claims.protocol import PROTOCOL
from tests.architecture.conftest import ROOT
from tests.architecture.document_numbers import Claim, crossed_out, numbers, prose, said, section_of

CLAIMS: dict[str, tuple[Claim, ...]] = {**PAGES, "docs/protocol.md": PROTOCOL}
NOT_READ = {"docs/soak.md", "docs/errors.md"}
"""Written by the campaigns and by `make docs`."""
DOCUMENTS = [
    name
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/*.md")))
    if (name := str(path.relative_to(ROOT))) not in NOT_READ
]


def literal(words: str) -> str:
    """Words as an expression in which line breaks count as blanks."""
    return r"\s+".join(map(re.escape, words.split()))


def unclaimed(text: str, name: str, claims: tuple[Claim, ...], measured: tuple[str, ...] = ()) -> list[str]:
    """The numbers that are left, each with its place, and the claims and measurements that the text does not have."""
    left = prose(text, [pattern for document, pattern, _ in HELD if document == name])
    gone: list[str] = []
    for what, pattern in [*((claim.text, claim.pattern) for claim in claims), *((words, literal(words)) for words in measured)]:
        left, num_found = crossed_out(text, left, pattern)
        gone += [] if num_found else [f"{name}: does not say: {what}"]
    for pattern in NAMES:
        left, _ = crossed_out(text, left, pattern)
    return [*gone, *(f"{name}:{line}: {number}" for line, number in numbers(left))]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_number_of_a_document_is_accounted_for(name: str) -> None:
    left = unclaimed((ROOT / name).read_text(), name, CLAIMS.get(name, ()), MEASURED.get(name, ()))
    assert not left, "\n".join(["claim, date or delete (tests/architecture/claims/):", *left])


def test_a_number_that_nobody_claims_and_a_claim_that_nobody_makes_are_found() -> None:
    text = "# 1. Title\n\nIt takes at most 64\nof three hundred, `5` of them (RFC 8785), by int8.\n<!-- written by x -->\n9\n<!-- end -->\n"
    assert unclaimed(text, "x.md", (said("at most {} of", 64),)) == ["x.md:4: three", "x.md:4: hundred"]
    assert unclaimed("at most 65", "x.md", (said("at most {}", 64),)) == ["x.md: does not say: at most {}", "x.md:1: 65"]


def test_a_claim_has_its_numbers_from_the_project() -> None:
    texts = [claim.text for claims in CLAIMS.values() for claim in claims]
    assert len(texts) > 150
    assert [text for text in texts if list(numbers(prose(text.replace("{}", "{"))))] == []


@pytest.mark.parametrize("name", MEASURED)
def test_a_measurement_stands_beside_its_date_and_its_command(name: str) -> None:
    text = (ROOT / name).read_text()
    for words in MEASURED[name]:
        found = re.search(literal(words), text)
        section = section_of(text, found.start()) if found else ""
        assert re.search(r"\b20\d\d-\d\d-\d\d\b", section), (name, words)
        assert re.search(r"`(make [a-z-]+|python -m [\w.]+|p2p-agent [a-z ]+)", section), (name, words)


def test_what_is_left_to_another_test_is_read_by_it() -> None:
    for document, _, test in HELD:
        assert Path(document).name in (ROOT / test).read_text(), (document, test)


def test_every_name_occurs_somewhere() -> None:
    texts = [(ROOT / name).read_text() for name in DOCUMENTS]
    assert [pattern for pattern in NAMES if not any(crossed_out(text, text, pattern)[1] for text in texts)] == []


def test_every_section_and_decision_that_is_referred_to_has_that_number() -> None:
    for name in DOCUMENTS:
        text = (ROOT / name).read_text()
        for number in re.findall(r"\bsection (\d+)\b(?!\.\d)", text):
            assert re.search(rf"^## {number}\. ", text, re.MULTILINE), (name, number)
        for said_number, file_number in re.findall(r"\[decision (\d+)\]\(decisions/(\d+)-", text):
            assert int(said_number) == int(file_number), (name, said_number)
