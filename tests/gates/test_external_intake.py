"""What phase N2 lacks follows from the records of a cohort, each of which may say anything."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.cohort.cohort_records import cohort_manifest, metrics_path
from gates.cohort.ledger import Receipt
from gates.cohort.pilot_report import pilot_report
from gates.cohort.pilot_status import PilotClock, pilot_status
from gates.external_intake import MANIFEST, NO_COHORT, PROVENANCE, RECORDS, REPORT, STATUS, CohortRecord, intake_gaps
from gates.params.limits.cohort import COHORT_MANIFEST_FLOORS
from tests.gates.cohort.receipts import BEGIN, receipt
from tests.gates.mutations import OURS, put, sample

NOW = BEGIN + timedelta(hours=1)
STRICT = OURS.cohort_manifest
NAMES = tuple(f"node-{number}" for number in range(1, 6))


def handed_in(name: str, day: int = 1, **more) -> Receipt:
    """A receipt of one of nodes that are as unlike as the strict manifest asks."""
    number = int(name.removeprefix("node-"))
    found = receipt(name, day, region=("eu", "us", "asia")[number % 3], **more)
    tiers = {"hardware_tier": ("laptop", "server")[number % 2], "network_tier": ("fibre", "dsl")[number % 2]}
    return found.model_copy(update={"profile": found.profile.model_copy(update=tiers)})


def cohort(*receipts: Receipt, now=NOW) -> tuple[dict[str, dict], dict[str, bytes]]:
    """The records but for the provenance, and the nodes' metrics, as a maintainer writes them."""
    taken: dict[str, list[Receipt]] = {}
    for one in receipts or tuple(map(handed_in, NAMES)):
        taken.setdefault(one.node_id, []).append(one)
    latest, clock = [found[-1] for found in taken.values()], PilotClock(now)
    made = (cohort_manifest(latest, "pilot-1", now=now), pilot_status(taken, {}, clock), pilot_report(taken, clock))
    records = {name: json.loads(one.model_dump_json()) for name, one in zip((MANIFEST, STATUS, REPORT), made, strict=True)}
    return records, {metrics_path(one): one.metrics.model_dump_json().encode() for one in latest}


def provenance(records: Mapping[str, bytes], node_files: Mapping[str, bytes]) -> dict:
    (entry, *_), files = sample("provenance")["artifacts"], {**records, **node_files}
    named = [{**entry, "path": f"reports/{name}", "sha256": hashlib.sha256(raw).hexdigest()} for name, raw in files.items()]
    return put(put(sample("provenance"), "artifacts", named), "artifact_count", len(named))


def gaps(records: Mapping[str, dict], node_files: Mapping[str, bytes], limits=STRICT) -> tuple[str, ...]:
    """With a provenance of just these files."""
    raw = {name: json.dumps(record).encode() for name, record in records.items()}
    raw[PROVENANCE] = json.dumps(provenance(raw, node_files)).encode()
    return intake_gaps({name: CohortRecord(content) for name, content in raw.items()}, node_files, limits)


def test_five_nodes_that_have_passed_lack_nothing():
    assert gaps(*cohort()) == ()


def test_later_bundles_and_a_sixth_node_that_failed_take_nothing_away():
    later = [handed_in(name, 2) for name in NAMES]
    failed = handed_in("node-6", failure="baseline: too little")
    assert gaps(*cohort(*map(handed_in, NAMES), *later, failed, now=NOW + timedelta(days=1))) == ()


@pytest.mark.parametrize("limits", [STRICT, COHORT_MANIFEST_FLOORS, STRICT.model_copy(update={"min_nodes": None, "min_passed": 1})])
def test_four_nodes_are_too_few_whatever_our_limits_say(limits):
    assert f"{MANIFEST}: passed_count: 4 is not >= 5" in gaps(*cohort(*map(handed_in, NAMES[:4])), limits)
    one_failed = (*map(handed_in, NAMES[:4]), handed_in("node-5", failure="baseline: too little"))
    assert f"{MANIFEST}: passed_count: 4 is not >= 5" in gaps(*cohort(*one_failed), limits)


@pytest.mark.parametrize("limits", [STRICT, STRICT.model_copy(update={"refuse_rehearsal": False, "require_metrics_files": False})])
def test_a_rehearsal_is_none_in_every_record_whatever_our_limits_say(limits):
    found = gaps(*cohort(*(handed_in(name, rehearsal=name == "node-3") for name in NAMES)), limits)
    assert [gap.partition(":")[0] for gap in found] == [MANIFEST, STATUS, REPORT]


def test_a_node_that_once_rehearsed_is_in_the_report_still():
    again = [handed_in(name, 2) for name in NAMES]
    found = gaps(*cohort(*(handed_in(name, rehearsal=True) for name in NAMES), *again, now=NOW + timedelta(days=1)))
    assert found == (f"{REPORT}: a rehearsal counts for no milestone",)


def test_metrics_that_are_missing_are_named_whatever_our_limits_say():
    records, files = cohort()
    raw = {name: json.dumps(record).encode() for name, record in records.items()}
    raw[PROVENANCE] = json.dumps(provenance(raw, files)).encode()
    left = {name: content for name, content in files.items() if "node-2" not in name}
    found = intake_gaps({name: CohortRecord(content) for name, content in raw.items()}, left, COHORT_MANIFEST_FLOORS)
    assert f"{PROVENANCE}: does not name reports/cohort/node-2/pilot_metrics.json as it is" in found
    assert any(gap.startswith(f"{MANIFEST}: nodes[1].metrics_path: missing") for gap in found)


@pytest.mark.parametrize("name", [STATUS, REPORT])
def test_a_report_of_another_moment_is_of_another_manifest(name: str):
    (records, files), (earlier, _) = cohort(), cohort(now=NOW - timedelta(minutes=5))
    assert gaps({**records, name: earlier[name]}, files) == (f"{name}: made 2026-01-01T12:55:00Z, and the manifest 2026-01-01T13:00:00Z",)


def test_reports_of_other_nodes_at_the_same_moment_are_of_another_manifest():
    (records, files), (others, _) = cohort(), cohort(*(handed_in(f"node-{number}") for number in range(4, 9)))
    assert gaps({**others, MANIFEST: records[MANIFEST]}, files) == (
        f"{STATUS}: its nodes are not those of the manifest",
        f"{REPORT}: tells of 2 of the nodes that have passed, and 5 are needed",
    )


def test_a_report_over_the_fourteen_days_tells_nothing_of_who_came_later():
    late = (*map(handed_in, NAMES[:3]), *(handed_in(name, 16) for name in NAMES))
    assert gaps(*cohort(*late, now=NOW + timedelta(days=15))) == (f"{REPORT}: tells of 3 of the nodes that have passed, and 5 are needed",)


@pytest.mark.parametrize("name", [MANIFEST, STATUS, REPORT, "cohort/node-2/pilot_metrics.json"])
@pytest.mark.parametrize("change", [lambda raw: raw + b" ", lambda raw: b""], ids=["other bytes", "unnamed"])
def test_the_provenance_names_every_file_as_it_is(name: str, change: Callable[[bytes], bytes]):
    records, files = cohort()
    raw = {one: json.dumps(record).encode() for one, record in records.items()}
    other = {one: change(content) if one == name else content for one, content in {**raw, **files}.items()}
    named = {one: content for one, content in other.items() if content}
    raw[PROVENANCE] = json.dumps(provenance(named, {})).encode()
    found = intake_gaps({one: CohortRecord(content) for one, content in raw.items()}, files, STRICT)
    assert found == (f"{PROVENANCE}: does not name reports/{name} as it is",)


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_whose_evidence_does_not_hold_is_not_read(name: str):
    records = {one: CohortRecord(b"nothing that can be read" if one == name else b"", ("first", "second")) for one in RECORDS}
    assert {f"{name}: first", f"{name}: second"} <= set(intake_gaps(records, {}, STRICT))
    assert not any("JSON" in gap for gap in intake_gaps(records, {}, STRICT))


@pytest.mark.parametrize("there", [(), (STATUS, REPORT, PROVENANCE)])
def test_without_a_manifest_there_is_no_cohort(there: Sequence[str]):
    assert intake_gaps({name: CohortRecord(b"{}") for name in there}, {}, STRICT) == (NO_COHORT,)


@given(
    contents=st.fixed_dictionaries(
        {
            name: st.one_of(st.none(), st.binary(max_size=40), st.sampled_from([b"{}", b"[]", b'{"schema_version": 1, "nodes": []}']))
            for name in RECORDS
        }
    ),
    node_files=st.dictionaries(st.text(max_size=5), st.binary(max_size=5), max_size=2),
)
def test_whatever_lies_there_is_a_gap_and_no_error(contents: dict[str, bytes | None], node_files: dict[str, bytes]):
    found = intake_gaps({name: CohortRecord(content) for name, content in contents.items()}, node_files, STRICT)
    assert found and all(gap.isprintable() for gap in found)
