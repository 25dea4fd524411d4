"""An agent and a stock js-libp2p node: they find each other, ping, ask and answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from p2p.agent.api.schemas.ping import PingRequest
from p2p.agent.launch import RunningAgent
from p2p.wire.messages import TaskResponse
from p2p.wire.signing import verify_message
from tests.system.js_peer import ROOT, JsPeer, agent, agent_key, await_found, js_key, js_peer, new_network

STOCK_PEER = ROOT / "tests" / "system" / "stock_js_peer.mjs"
INPUT = {"text": "Grüße, 世界 🌍", "numbers": [0, -1.5, 1e21, 2**53 - 1], "nothing": None, "nested": [{"b": 1, "a": [True]}]}


@dataclass(frozen=True, slots=True)
class Meeting:
    """One agent, the js peer that was there before it, and what further ones need."""

    agent: RunningAgent
    early: JsPeer
    network: str
    folder: Path


@pytest.fixture(scope="module")
def meeting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Meeting]:
    folder, network = tmp_path_factory.mktemp("js"), new_network()
    own = agent_key(folder / "agent").peer_id
    with js_peer(folder / "early", network, "serve", trust=(own,)) as early:
        early.wait_for("ready")
        with agent(folder / "agent", network, trust=(early.peer_id,)) as running:
            yield Meeting(running, early, network, folder)


def ask_from_js(meeting: Meeting, name: str, *words: str) -> JsPeer:
    with js_peer(meeting.folder / name, meeting.network, *words) as peer:
        assert peer.wait() == 0, peer.events
        return peer


def test_an_agent_and_the_js_peer_that_was_there_before_it_find_each_other(meeting: Meeting) -> None:
    await_found(meeting.agent, meeting.early.peer_id)
    meeting.early.wait_for("discovered", peer=meeting.agent.record.peer_id)


def test_an_agent_and_a_js_peer_that_comes_after_it_find_each_other(meeting: Meeting) -> None:
    with js_peer(meeting.folder / "late", meeting.network, "serve") as late:
        late.wait_for("discovered", peer=meeting.agent.record.peer_id)
        await_found(meeting.agent, late.peer_id)


def test_the_js_peer_pings_the_agent(meeting: Meeting) -> None:
    pinger = ask_from_js(meeting, "pinger", "ping", meeting.agent.record.peer_id)
    assert pinger.wait_for("pong")["milliseconds"] >= 0


def test_the_agent_pings_the_js_peer(meeting: Meeting) -> None:
    await_found(meeting.agent, meeting.early.peer_id)
    answer = meeting.agent.client.ping(PingRequest(peer=meeting.early.peer_id, count=5, interval_s=0))
    assert (answer.num_lost, len(answer.round_trips_ms)) == (0, 5)


def test_a_stock_node_that_knows_nothing_of_agents_may_ping_one_and_no_more(meeting: Meeting) -> None:
    with js_peer(meeting.folder / "stock", meeting.network, meeting.agent.record.peer_id, script=STOCK_PEER) as stock:
        stock.wait_for("pong")
        assert stock.wait() == 0
        stock.wait_for("closed")
    answer = meeting.agent.client.ask(meeting.early.peer_id, "echo", "still there")
    assert answer.output == "still there"


def test_the_agent_asks_and_the_js_peer_answers(meeting: Meeting) -> None:
    await_found(meeting.agent, meeting.early.peer_id)
    answer = meeting.agent.client.ask(meeting.early.peer_id, "echo", INPUT)
    assert (answer.status, answer.output, answer.provider) == ("completed", INPUT, meeting.early.peer_id)


def test_the_js_peer_asks_and_the_agent_answers(meeting: Meeting) -> None:
    meeting.agent.client.trust_add(js_key(meeting.folder / "asker").peer_id)
    value = '{"text": "Grüße, 世界 🌍", "numbers": [0, -1.5, 1e21, 9007199254740991], "nothing": null}'
    asker = ask_from_js(meeting, "asker", "ask", meeting.agent.record.peer_id, "echo", value)
    response = TaskResponse.model_validate(asker.wait_for("answered")["response"])
    assert (response.status, response.output) == ("completed", {key: INPUT[key] for key in ("text", "numbers", "nothing")})
    verify_message(response, response.signature, meeting.agent.record.peer_id)
