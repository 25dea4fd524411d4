from p2p.doctor.versions import _check_python, check_versions


def test_this_python_and_this_library_pass():
    assert [finding.state for finding in check_versions()][:2] == ["pass", "pass"]


def test_a_python_that_was_not_tried_fails():
    assert [_check_python(version).state for version in ((3, 10), (3, 11), (3, 13), (3, 14))] == ["fail", "pass", "pass", "fail"]
