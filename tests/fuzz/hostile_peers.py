"""Peers that say mutated things to an agent's process: greeted ones, trusted or not, and sockets that speak no Noise."""

import trio

from core.errors import CodedError
from core.signing.keys import SigningKey
from p2p.host import AgentHost
from p2p.protocols.blob import BLOB_PROTOCOL
from p2p.protocols.task import PROTOCOL as TASK_PROTOCOL
from p2p.protocols.train import TRAIN_PROTOCOL
from p2p.wire.framing import encode_frame
from tests.fuzz.mutator import Mutator
from tests.fuzz.targets import corpus_of
from tests.system.tried_agents import TRUSTED, TriedAgents

CORPORA = {
    TASK_PROTOCOL: corpus_of("task-request"),
    TRAIN_PROTOCOL: corpus_of("train-message"),
    BLOB_PROTOCOL: corpus_of("blob-message"),
}
MULTISTREAM = encode_frame(b"/multistream/1.0.0\n")
FIRST_WORDS = [
    *corpus_of("negotiation"),
    *corpus_of("noise-records"),
    MULTISTREAM + encode_frame(b"/noise\n") + b"\x00\x20" + bytes(range(32)),
    MULTISTREAM + encode_frame(b"/plaintext/2.0.0\n"),
]
ANSWER_TIMEOUT_S = 0.02
NUM_AT_ONCE = 8


class HostilePeers:
    """Says so many mutated things, drawn from `seed`, to the tried agent."""

    def __init__(self, agents: TriedAgents, seed: int) -> None:
        self.agents = agents
        self.num_said = 0
        self._mutators = {protocol: Mutator(f"{seed}-{protocol}", corpus) for protocol, corpus in CORPORA.items()}
        self._first_words = Mutator(f"{seed}-first", FIRST_WORDS)
        self._random = self._first_words.random

    async def say(self, num_inputs: int) -> None:
        """Half of it as the trusted peer, the other half as a stranger and as nobody."""
        until = self.num_said + num_inputs
        async with self.agents.host(TRUSTED) as trusted, self.agents.host(self.stranger()) as stranger:
            while self.num_said < until:
                async with trio.open_nursery() as nursery:
                    for kind in self._random.choices(("trusted", "stranger", "nobody"), (4, 2, 2), k=NUM_AT_ONCE):
                        if kind == "nobody":
                            nursery.start_soon(self._say_first_words)
                        else:
                            nursery.start_soon(self._say_on_stream, trusted if kind == "trusted" else stranger)
                        self.num_said += 1

    def stranger(self) -> SigningKey:
        """A key that the agent has not seen."""
        return SigningKey.from_seed(self._random.randbytes(32))

    async def _say_on_stream(self, host: AgentHost) -> None:
        protocol = self._random.choice(list(CORPORA))
        raw = self._mutators[protocol].next()
        ending = self._random.choice(("end", "reset", "wait"))
        is_framed = self._random.random() < 0.9
        try:
            stream = await host.open_stream(self.agents.peer_id, protocol, 5)
            await stream.send_bytes(encode_frame(raw) if is_framed else raw, 5)
            if ending == "end":
                await stream.close_write()
            if ending != "reset":
                await stream.receive_some(100, ANSWER_TIMEOUT_S)
            await stream.reset()
        except CodedError:
            return

    async def _say_first_words(self) -> None:
        _, _, ip, _, port, *_ = self.agents.addresses[0].split("/")
        try:
            async with await trio.open_tcp_stream(ip, int(port)) as connection:
                await connection.send_all(self._first_words.next())
                with trio.move_on_after(ANSWER_TIMEOUT_S):
                    await connection.receive_some()
        except (OSError, trio.BrokenResourceError):
            return
