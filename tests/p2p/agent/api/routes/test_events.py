"""The stream of what happens to peers, from a running agent."""

import threading
import time

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p.agent.client.agent import AgentClient
from p2p.agent.client.events import watch_peers


def test_a_watcher_hears_who_is_known_then_who_comes_and_goes(pair) -> None:
    a, b = pair
    peer = b.record.peer_id
    with AgentClient.of_home(a.home) as watcher:
        stream = watch_peers(watcher)
        first = next(stream)
        assert (first.event, first.peer_id) == ("known", peer)
        a.client.connect(peer, b.record.addresses)
        a.client.disconnect(peer)
        a.client.connect(peer, b.record.addresses)
        heard = []
        while heard[-2:] != [("lost", False), ("connected", True)]:
            happening = next(stream)
            if happening is not None and happening.peer_id == peer:
                heard.append((happening.event, happening.is_connected))


def test_a_watcher_does_not_keep_its_agent_from_ending_and_is_told(start) -> None:
    agent = start()
    said = []

    def watch() -> None:
        with AgentClient.of_home(agent.home) as watcher:
            try:
                for happening in watch_peers(watcher):
                    said.append(happening)
            except CodedError as error:
                said.append(error.code)

    thread = threading.Thread(target=watch)
    thread.start()
    agent.client.trust_add(SigningKey.generate().peer_id)
    time.sleep(0.5)
    agent.client.stop()
    assert agent.process.wait(15) == 0
    thread.join(15)
    assert said[-1] == "p2p.agent.unreachable"
