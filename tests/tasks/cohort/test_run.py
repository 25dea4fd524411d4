from core.errors import CodedError
from gates.cohort.errors import BundleDeclinedError
from tasks.cohort.intake import Seen
from tasks.cohort.run import intake_markdown
from tests.gates.cohort.receipts import receipt


def refused(message: str) -> CodedError:
    return BundleDeclinedError(message)


def test_a_row_a_bundle_and_no_name_or_reason_marks_anything_up():
    hostile = "<b>|`x`](http://x)"
    text = intake_markdown([Seen(f"{hostile}.tgz", error=refused(hostile)), Seen("b.tgz", receipt(failure=hostile))])
    assert len(text.splitlines()) == 4
    assert "<b>" not in text and "](http" not in text
    assert "gates.bundle.declined" in text.replace("\\", "") and "node-1 1" in text


def test_of_nothing_it_says_so():
    assert intake_markdown([]) == "Nothing waited."
