from p2p.doctor.finding import failed, passed, skipped


def test_a_failure_says_what_to_do():
    assert (failed("port", "tcp 1", "closed", "open it").state, failed("port", "tcp 1", "closed", "open it").advice) == ("fail", "open it")
    assert (passed("port", "tcp 1", "open").state, skipped("port", "tcp 1", "not tried").advice) == ("pass", None)
