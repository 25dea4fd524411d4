import pytest

from gates.evidence import Finding
from tasks.pages.facts import standing
from tests.tasks.pages.page_facts import PARTS, missing, state_of_gate

STALE, ALTERED = (Finding(f"gates.evidence.{what}", "a.json", "a", "a sentence") for what in ("stale", "altered"))


@pytest.mark.parametrize(
    ("findings", "word", "colour"),
    [((), "Pass", "pass"), ((STALE,), "Stale", "wait"), ((STALE, ALTERED), "Not proven", "fail"), ((ALTERED,), "Not proven", "fail")],
)
def test_a_pass_is_as_good_as_its_evidence(findings, word: str, colour: str) -> None:
    assert standing(PARTS["baseline"], state_of_gate("baseline", findings=findings)) == (word, colour)


def test_a_figure_past_its_limit_fails_whatever_the_evidence_says() -> None:
    assert standing(PARTS["baseline"], state_of_gate("baseline", {}, findings=(STALE,))) == ("Fail", "fail")


def test_what_cannot_be_read_fails_and_what_is_not_there_has_not_run() -> None:
    assert standing(PARTS["smoke"], state_of_gate("smoke", content={}, ours=None, floors=None, problem="no JSON")).word == "Fail"
    assert standing(PARTS["smoke"], missing("smoke")) == ("Not run", "wait")
