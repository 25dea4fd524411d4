"""The remote listens on this machine, elsewhere only on demand."""

import pytest

from core.errors import CodedError
from p2p.agent.remote.listening import listen


def test_a_free_port_of_this_machine_is_taken() -> None:
    with listen("127.0.0.1", 0, is_plain_allowed=False) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"
        assert listener.getsockname()[1] > 0


def test_a_port_in_use_is_refused_with_a_way_out() -> None:
    with listen("localhost", 0, is_plain_allowed=False) as listener, pytest.raises(CodedError, match="--port") as caught:
        listen("localhost", listener.getsockname()[1], is_plain_allowed=False)
    assert caught.value.code == "p2p.remote.address"


def test_a_host_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CodedError) as caught:
        listen("nowhere.invalid", 0, is_plain_allowed=True)
    assert caught.value.code == "p2p.remote.address"


def test_beyond_this_machine_plain_http_has_to_be_asked_for() -> None:
    with pytest.raises(CodedError, match="TLS") as caught:
        listen("0.0.0.0", 0, is_plain_allowed=False)
    assert caught.value.code == "p2p.remote.insecure"
    with listen("0.0.0.0", 0, is_plain_allowed=True) as listener:
        assert listener.getsockname()[0] == "0.0.0.0"
