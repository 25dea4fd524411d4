from p2p.doctor.clock import EARLIEST_S, check_clock


def test_a_clock_that_goes_evenly_passes_and_a_peers_is_not_known():
    by_subject = {finding.subject: finding.state for finding in check_clock(EARLIEST_S + 1)}
    assert (by_subject["date"], by_subject["speed"], by_subject["peers"]) == ("pass", "pass", "skip")


def test_a_date_from_before_the_program_fails():
    assert check_clock(0.0)[0].state == "fail"
