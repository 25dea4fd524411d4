"""A release is refused for everything that stands in its way, each with the next step; the digests are read by sha256sum."""

from dataclasses import replace

import pytest

from gates.artifacts.definition import DefinitionRecord, RowRecord
from gates.evidence import Finding
from gates.release import RELEASED, Candidate, refusals, released_files, sums_text
from gates.remedy import DEFINITION, RUN_GATES, RUN_STATUS, RUN_TABLE, STATUS, STATUS_TEXT

ROWS = tuple(RowRecord(row=f"{number:02}", state="pass", duration_sec=0.1, detail="a command") for number in range(1, 14))
TABLE = DefinitionRecord(schema_version=1, generated_utc="2026-01-31T12:00:00Z", strict=True, rows=ROWS)
GOOD = Candidate(
    version="0.1.0",
    changelog="# Changelog\n\n## [0.1.0] - 2026-01-31\n",
    table=TABLE,
    findings={name: () for name in (*RELEASED, DEFINITION) if name != STATUS_TEXT},
    unlisted=(),
    uncommitted=(),
)


def found(**changes: object) -> list[tuple[str, str]]:
    return [(one.about, one.next) for one in refusals(replace(GOOD, **changes))]


def test_nothing_stands_in_the_way_of_thirteen_rows_that_passed_on_signed_and_current_artifacts():
    assert found() == []


def test_there_are_twelve_artifacts_and_each_is_among_the_files_with_its_evidence():
    assert len(RELEASED) == len(set(RELEASED)) == 12
    files = released_files()
    assert set(RELEASED) < set(files)
    assert len(files) == 12 + 11 + 2
    assert next(name for name in files if name.endswith(".dsse.json")) == "adapter_intent_metrics.dsse.json"


@pytest.mark.parametrize(("name", "step"), [("smoke_summary.json", RUN_GATES), (STATUS, RUN_STATUS), (DEFINITION, RUN_TABLE)])
def test_an_artifact_that_is_missing_or_at_fault_is_named_with_what_makes_it_new(name, step):
    assert found(findings={other: () for other in GOOD.findings if other != name}) == [(name, step)]
    fault = Finding("gates.evidence.stale", name, "core", "the code core has changed since the run; run the gate again")
    assert found(findings={**GOOD.findings, name: (fault, fault)}) == [(name, step)]
    assert "(and 1 more)" in refusals(replace(GOOD, findings={**GOOD.findings, name: (fault, fault)}))[0].why


@pytest.mark.parametrize("state", ["pending", "fail"])
def test_a_row_that_did_not_pass_is_named(state):
    rows = tuple(one.model_copy(update={"state": state}) if one.row == "07" else one for one in ROWS)
    assert found(table=TABLE.model_copy(update={"rows": rows})) == [("row 07", RUN_TABLE)]


@pytest.mark.parametrize("table", [None, TABLE.model_copy(update={"rows": ROWS[1:]}), TABLE.model_copy(update={"rows": ()})])
def test_a_part_of_the_table_is_no_record_of_it(table):
    assert found(table=table) == [("rows 01 to 13", RUN_TABLE)]


@pytest.mark.parametrize("text", ["", "## [0.2.0] - 2026-01-31", "## [0.1.0] - unreleased", "## [0.1.0]", "## [0x1.0] - 2026-01-31"])
def test_the_changelog_has_a_dated_section_for_the_version(text):
    assert [about for about, _ in found(changelog=text)] == ["CHANGELOG.md"]


def test_a_key_that_no_file_of_the_commit_names_is_named():
    assert found(unlisted=["12D3KooWa"]) == [("trust/keys.json", "list that key in trust/keys.json")]


def test_what_git_has_otherwise_is_named_and_a_folder_without_git_is_no_release():
    assert [about for about, _ in found(uncommitted=["core/version.py"])] == ["git"]
    assert refusals(replace(GOOD, uncommitted=["b", "a"]))[0].why == "b is not committed as it is here (and 1 more)"
    assert [about for about, _ in found(uncommitted=None)] == ["git"]


def test_the_digests_are_lines_in_the_order_of_their_names():
    assert sums_text({"b.json": "2" * 64, "a.json": "1" * 64}) == f"{'1' * 64}  a.json\n{'2' * 64}  b.json\n"
