from p2p.doctor.multicast import check_multicast


def test_an_announcement_is_heard_on_the_loopback_interface():
    [finding] = check_multicast(["127.0.0.1"], "test")
    assert (finding.state, finding.subject) == ("pass", "127.0.0.1")


def test_an_address_without_an_interface_has_no_multicast():
    [finding] = check_multicast(["198.51.100.77"], "test")
    assert finding.state == "fail"
    assert "invite" in finding.advice
