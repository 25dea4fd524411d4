"""The draw of reruns: the same for whoever knows the secret, unforeseen by whoever does not, and as frequent as it says."""

import re

import pytest

from gates.cohort.sampling import caught_probability, commitment, draw
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT

SECRET, OTHER = bytes(range(32)), bytes(32)
GATES = ("smoke", "baseline", "classification")
BUNDLES = [f"{number:064x}" for number in range(4000)]


def draws(secret: bytes, rate: float) -> list:
    return [draw(secret, bundle, rate, GATES) for bundle in BUNDLES]


def test_an_auditor_with_the_secret_draws_the_same_and_anybody_else_another():
    assert draws(SECRET, 0.25) == draws(SECRET, 0.25)
    same = sum((one is None) == (two is None) for one, two in zip(draws(SECRET, 0.5), draws(OTHER, 0.5), strict=True))
    assert 1850 < same < 2150
    assert commitment(SECRET) == commitment(SECRET) != commitment(OTHER)


@pytest.mark.parametrize(("rate", "least", "most"), [(0.0, 0, 0), (0.25, 900, 1100), (1.0, 4000, 4000)])
def test_as_many_are_drawn_as_the_rate_says(rate: float, least: int, most: int):
    drawn = [one for one in draws(SECRET, rate) if one is not None]
    assert least <= len(drawn) <= most
    assert {one.gate for one in drawn} == (set(GATES) if drawn else set())


def test_a_higher_rate_draws_what_a_lower_one_draws_and_more():
    assert all(more is not None for less, more in zip(draws(SECRET, 0.1), draws(SECRET, 0.3), strict=True) if less is not None)


def test_who_makes_everything_up_is_met_as_often_as_the_draw_falls_on_a_bundle():
    met = sum(one is not None for one in draws(SECRET, 0.25)) / len(BUNDLES)
    assert caught_probability(0.25, 3, 3, 1) == pytest.approx(met, abs=0.03)
    assert caught_probability(0.25, 0, 3, 14) == 0 and caught_probability(1.0, 3, 3, 1) == 1


def test_who_lies_at_one_seed_of_one_gate_is_met_by_as_much_less():
    met = sum(one is not None and one.gate == "smoke" and one.number % 5 == 0 for one in draws(SECRET, 1.0)) / len(BUNDLES)
    assert caught_probability(1.0, 1 / 5, 3, 1) == pytest.approx(met, abs=0.015)


def test_bundles_are_drawn_independently_of_each_other():
    """Of fourteen at a time as many groups are met as the formula says."""
    drawn = [one is not None for one in draws(SECRET, 0.05)]
    groups = [any(drawn[start : start + 14]) for start in range(0, 14 * (len(drawn) // 14), 14)]
    assert caught_probability(0.05, 3, 3, 14) == pytest.approx(sum(groups) / len(groups), abs=0.09)


def test_the_threat_models_numbers_are_the_formulas_and_its_rate_is_ours():
    text = (PROJECT_ROOT / "docs" / "threat-model.md").read_text()
    rows = re.findall(r"^\| (0\.\d+) \| (\d) \| (\d) \| (\d+) \| (0\.\d{3}) \| [^|]+ \|$", text, re.MULTILINE)
    ours = load_project(PROJECT_ROOT).cohort.rerun
    assert len(rows) == 4 and "1 − (1 − r·f/k)ⁿ" in text
    for rate, num_false, num_gates, num_bundles, said in rows:
        assert (float(rate), int(num_gates)) == (ours.rate, len(ours.gates))
        assert f"{caught_probability(float(rate), int(num_false), int(num_gates), int(num_bundles)):.3f}" == said
