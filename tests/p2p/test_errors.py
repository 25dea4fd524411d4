from core.errors import CATALOGUE
from p2p.errors import PeerRefusedError, TaskExpiredError, error_of


def test_a_code_of_ours_becomes_its_error_and_another_a_refusal():
    assert type(error_of("p2p.task.expired", "late")) is TaskExpiredError
    stranger = error_of("theirs.own", "a reason")
    assert type(stranger) is PeerRefusedError
    assert stranger.context == {"peer_code": "theirs.own"}


def test_codes_of_this_package_begin_with_its_name():
    for code, kind in CATALOGUE.items():
        if kind.__module__ == "p2p.errors":
            assert code.startswith("p2p.")
