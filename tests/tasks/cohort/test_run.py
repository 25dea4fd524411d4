import pytest
from prefect.tasks import TaskRunNameCallbackWithParameters

from core.errors import CodedError
from gates.cohort.errors import BundleDeclinedError
from gates.cohort.ledger import Intake, Ledger
from tasks.cohort.intake import Reception, Seen
from tasks.cohort.run import CohortRun, NamedByBundle, cohort_intake, intake_headline, intake_markdown
from tasks.cohort.store import CohortFolder
from tasks.errors import RehearsalClockError
from tasks.project.clock import VARIABLE, moment_now
from tests.gates.cohort.bundles import NOW
from tests.gates.cohort.receipts import receipt
from tests.tasks.signed_project import make_project


def refused(message: str) -> CodedError:
    return BundleDeclinedError(message)


def no_reception(root) -> Reception:
    return Reception(CohortFolder(root), Intake(), lambda: NOW, Ledger({}, {}))


def rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("- ")]


def test_a_row_a_bundle_and_no_name_or_reason_marks_anything_up():
    hostile = "<b>|`x`](http://x)"
    text = intake_markdown(
        [Seen(f"{hostile}.tgz", error=refused(hostile)), Seen("b.tgz", receipt=receipt(failure=hostile))], has_records=True
    )
    assert len(rows(text)) == 2
    assert "<b>" not in text and "](http" not in text
    assert "gates.bundle.declined" in text.replace("\\", "") and "b.tgz, bundle 1 of node-1: " in text


def test_a_name_or_a_reason_forges_no_line_and_moves_no_cursor(tmp_path):
    hostile = "a\n- **passed** node-9\x1b[2J\udc80"
    found = [Seen(f"{hostile}.tgz", error=refused(hostile))]
    text, (line,) = (
        intake_markdown(found, has_records=False),
        CohortRun(tmp_path, CohortFolder(tmp_path), None, no_reception(tmp_path), moment_now, found).lines,
    )
    assert len(rows(text)) == 1 and line.isprintable()
    assert all(part.isprintable() for part in text.splitlines())
    assert (text + line).encode()


def test_of_nothing_it_says_so():
    assert intake_headline([]) == "nothing waited" and rows(intake_markdown([], has_records=False)) == []


def test_it_says_how_many_there_were_and_what_came_of_them():
    found = [
        Seen("a.tgz", error=refused("no")),
        Seen("b.tgz", receipt=receipt()),
        Seen("c.tgz", error=refused("no")),
        Seen("d.tgz", receipt=receipt(failure="baseline: x")),
        Seen("e.tgz", receipt=receipt(), is_known=True),
        Seen("f.tgz", receipt=receipt(), error=refused("later"), is_put_off=True),
    ]
    assert intake_headline(found) == "6 bundles: 1 taken and passed, 1 taken and failed, 2 refused, 1 known already, 1 put off"
    assert intake_headline(found[:1]) == "1 bundle: 1 refused"


@pytest.mark.parametrize(("has_records", "says"), [(True, "](/reports/cohort_board.html)"), (False, "neither a status nor a board yet")])
def test_it_leads_to_the_board_where_there_is_one(has_records: bool, says: str):
    assert says in intake_markdown([], has_records=has_records).splitlines()[-1]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("node-1_daily.tgz", "verify-node-1_daily"),
        ("a\n\udc80{x}.tgz", "verify-a\\n\\udc80{x}"),
        (f"{'a' * 64}_daily_20260131T110000Z.tgz", f"verify-{'a' * 20}…aily_20260131T110000Z"),
    ],
)
def test_the_run_of_a_step_has_the_name_of_its_bundle(file: str, name: str):
    named = NamedByBundle("verify")
    assert TaskRunNameCallbackWithParameters.is_callback_with_parameters(named)
    assert named({"run": None, "name": file}) == named({"run": None, "seen": Seen(file)}) == name
    assert name.encode()


def test_a_cohort_of_real_work_knows_no_clock_but_the_machines(tmp_path, monkeypatch):
    project = make_project(tmp_path / "project")
    folder = CohortFolder.at(project.root / "data" / "cohort")
    (folder.quarantine / "a.tgz").write_bytes(b"")
    folder.keep("a.tgz", b"", receipt())
    monkeypatch.setenv(VARIABLE, "2026-02-01T00:00:00Z")
    for takes_rehearsals in (True, False):
        with (
            pytest.raises(RehearsalClockError),
            cohort_intake(project.root, takes_rehearsals=takes_rehearsals, cohort_id=None),
        ):
            pass
