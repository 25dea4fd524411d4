"""A gate's page is whole and harmless for every gate, whatever became of its run and whoever wrote its artifact."""

import base64
from dataclasses import replace

import pytest

from gates.catalogue import GATES
from gates.evidence import Finding
from gates.verdicts.verdict import MetricRow, Verdict
from tasks.pages.gate_page import gate_page
from tests.tasks.pages.page_facts import MADE, PARTS, facts_of, missing, state_of_gate, statement_of
from tests.tasks.pages.page_reader import assert_harmless
from tests.tasks.pages.test_markup import HOSTILE

BROKEN: list[dict] = [{}, {"schema_version": 1, "ok": False}, {"seeds": None, "methods": [], "metrics": "x"}]


def test_every_gate_has_a_place() -> None:
    assert {gate.name for gate in GATES.values()} <= PARTS.keys()


@pytest.mark.parametrize("gate", PARTS)
def test_a_good_run_has_its_verdict_numbers_chart_evidence_and_command(gate: str) -> None:
    read = assert_harmless(gate_page(facts_of(state_of_gate(gate), num_past=3), MADE))
    assert "Pass" in read.texts
    assert {"Numbers", "Chart", "Evidence", "Run it again"} <= set(read.texts)
    assert read.values("src") == ["data:image/png;base64," + base64.b64encode(b"\x89PNG").decode()]
    assert len(read.values("alt")) == 1 and f"the {gate} gate" in read.values("alt")[0]
    assert {"release key", "a" * 64, "b" * 64, "c" * 64, "d" * 64, "requirements.lock"} <= set(read.texts)
    if PARTS[gate].artifact in GATES:
        assert f".venv/bin/dvc repro -f --no-run-cache {gate}" in read.texts


@pytest.mark.parametrize("content", BROKEN)
@pytest.mark.parametrize("gate", PARTS)
def test_a_run_that_broke_off_says_fail_and_why(gate: str, content: dict) -> None:
    state = state_of_gate(gate, content)
    read = assert_harmless(gate_page(facts_of(state), MADE))
    assert "Fail" in read.texts
    assert state.ours.failures[0] in read.texts


@pytest.mark.parametrize("gate", PARTS)
def test_a_gate_that_has_not_run_says_so(gate: str) -> None:
    read = assert_harmless(gate_page(replace(facts_of(missing(gate)), figures={}), MADE))
    assert "Not run" in read.texts and f"{PARTS[gate].artifact} is missing." in read.texts


def test_evidence_that_does_not_hold_is_told_above_the_numbers_and_below() -> None:
    finding = Finding("gates.evidence.stale", "x", "core", "the code core has changed since the run")
    read = assert_harmless(gate_page(facts_of(state_of_gate("smoke", findings=(finding,))), MADE))
    assert "Stale" in read.texts and read.texts.count("gates.evidence.stale: the code core has changed since the run") == 2
    read = assert_harmless(gate_page(facts_of(state_of_gate("smoke", statement=None, signer=None)), MADE))
    assert "There is none that can be read." in read.texts
    assert not any("evidence" in address for address in read.values("href"))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_stranger_wrote_is_read_and_not_run(text: str) -> None:
    row = MetricRow(text, text, "==", text, None, ok=False, reason=text)
    finding = Finding(text, text, text, text)
    verdict = Verdict("smoke", (row,))
    state = state_of_gate(
        "smoke", ours=verdict, floors=verdict, findings=(finding,), signer=text, problem=text, statement=statement_of("smoke", text)
    )
    read = assert_harmless(gate_page(facts_of(state, num_past=2), MADE))
    assert "Fail" in read.texts and not any(char in read.text for char in "\x00\x1b\u202e")


def test_the_same_facts_give_the_same_page() -> None:
    facts = facts_of(state_of_gate("baseline"), num_past=5)
    assert gate_page(facts, MADE) == gate_page(facts, MADE)


def test_the_full_profile_runs_its_own_pipeline() -> None:
    read = assert_harmless(gate_page(facts_of(state_of_gate("baseline")), MADE._replace(profile="full", folder="reports/full")))
    assert ".venv/bin/dvc repro -f --no-run-cache full/dvc.yaml:baseline" in read.texts
    assert {"p2p-agent verify reports/full", "p2p-agent gates explain baseline --profile full"} <= set(read.texts)
