from p2p.doctor.report import _guarded


def test_a_check_that_breaks_down_is_a_finding():
    def broken():
        raise ZeroDivisionError("oops")

    [finding] = _guarded(broken)
    assert (finding.topic, finding.state) == ("doctor", "fail")
    assert "ZeroDivisionError" in finding.message
