import pytest

from p2p.errors import PeerOtherNetworkError
from p2p.protocols import hello


class Recorded:
    """A stream that has heard `words` and remembers what is said."""

    peer = "peer"

    def __init__(self, *words):
        self._words = list(words)
        self.said = []

    async def send_frame(self, payload, timeout_s):
        self.said.append(payload)

    async def receive_frame(self, max_size_bytes, timeout_s):
        return self._words.pop(0)


OURS = b'{"network":"ours","version":"1"}'
THEIRS = b'{"network":"theirs","version":"1"}'
REFUSAL = b'{"error":{"code":"p2p.peer.other_network","message":"The peer belongs to another network."},"network":"ours","version":"1"}'


def test_peers_of_one_network_take_each_other(run):
    async def check():
        asking, answering = Recorded(OURS), Recorded(OURS)
        await hello.say_hello(asking, "ours", 1)
        await hello.answer_hello(answering, "ours", 1)
        assert asking.said == answering.said == [OURS]

    run(check)


def test_a_peer_of_another_network_is_told_and_refused(run):
    async def check():
        answering = Recorded(THEIRS)
        with pytest.raises(PeerOtherNetworkError):
            await hello.answer_hello(answering, "ours", 1)
        assert answering.said == [REFUSAL]

    run(check)


@pytest.mark.parametrize("answer", [THEIRS, REFUSAL])
def test_an_answer_from_another_network_and_a_refusal_are_the_same(run, answer):
    async def check():
        with pytest.raises(PeerOtherNetworkError):
            await hello.say_hello(Recorded(answer), "ours", 1)

    run(check)
