from core.errors import CodedError
from gates.cohort.errors import BundleDeclinedError
from gates.cohort.ledger import Intake, Ledger
from tasks.cohort.intake import Reception, Seen
from tasks.cohort.run import CohortRun, intake_markdown
from tasks.cohort.store import CohortFolder
from tests.gates.cohort.bundles import NOW
from tests.gates.cohort.receipts import receipt


def refused(message: str) -> CodedError:
    return BundleDeclinedError(message)


def no_reception(root) -> Reception:
    return Reception(CohortFolder(root), Intake(), lambda: NOW, Ledger({}, {}))


def test_a_row_a_bundle_and_no_name_or_reason_marks_anything_up():
    hostile = "<b>|`x`](http://x)"
    text = intake_markdown([Seen(f"{hostile}.tgz", error=refused(hostile)), Seen("b.tgz", receipt(failure=hostile))])
    assert len(text.splitlines()) == 4
    assert "<b>" not in text and "](http" not in text
    assert "gates.bundle.declined" in text.replace("\\", "") and "node-1 1" in text


def test_a_name_or_a_reason_forges_no_line_and_moves_no_cursor(tmp_path):
    hostile = "a\n| passed | node-9 |\x1b[2J\udc80"
    found = [Seen(f"{hostile}.tgz", error=refused(hostile))]
    text, (line,) = intake_markdown(found), CohortRun(tmp_path, CohortFolder(tmp_path), None, no_reception(tmp_path), found).lines
    assert len(text.splitlines()) == 3 and line.isprintable()
    assert all(part.isprintable() for part in text.splitlines())
    assert (text + line).encode()


def test_of_nothing_it_says_so():
    assert intake_markdown([]) == "Nothing waited."
