from p2p.doctor.interfaces import check_interfaces


def test_the_interfaces_that_are_wanted_are_used():
    findings, used = check_interfaces(["127.0.0.1"])
    assert used == ["127.0.0.1"]
    assert [finding.state for finding in findings if finding.subject.endswith(" 127.0.0.1")] == ["pass"]
    assert all(finding.state == "pass" for finding in findings)


def test_an_address_that_no_interface_has_fails():
    findings, used = check_interfaces(["127.0.0.1", "198.51.100.77"])
    assert used == ["127.0.0.1"]
    assert [finding.subject for finding in findings if finding.state == "fail"] == ["198.51.100.77"]
