from p2p.agent.capabilities.echo import Echo
from p2p.protocols.capability import Capability, Limits


def test_what_is_not_said_about_limits_is_careful():
    limits = Limits()
    assert limits.concurrency >= 1
    assert limits.queue >= 0
    assert 0 < limits.time_s <= 600
    assert limits.keep_s > 0


def test_echo_is_a_capability_whose_answers_need_not_be_kept():
    echo: Capability = Echo()
    assert (echo.name, echo.limits.keep_s) == ("echo", 0.0)
    assert echo.summary
