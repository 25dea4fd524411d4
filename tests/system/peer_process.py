"""A peer that is killed or stopped in the middle of something: `python peer_process.py FACTS`, told in JSON lines on stdout.

`provide` serves capabilities; `coordinate` offers a session and never ends sending its model; `serve_slowly` and
`pull_slowly` take part in a session and never end sending their update, or taking the model.
"""

import json
import logging
import sys
import uuid

import structlog
import trio
from pydantic import JsonValue, TypeAdapter

from core.signing.keys import SigningKey
from learning.plan import parse_plan
from p2p.agent.execution.executions import Executions
from p2p.host import AgentHost, HostConfig
from p2p.peers import AddressBook
from p2p.protocols.blob import BLOB_PROTOCOL
from p2p.protocols.capability import Limits
from p2p.protocols.task import serve_tasks
from p2p.protocols.train import TRAIN_PROTOCOL, Credentials, TrainChannel, open_channel
from p2p.stream import PeerStream
from p2p.wire.blob import BlobHeader, BlobReference, BlobRequest
from p2p.wire.messages import encode_message, parse_message
from p2p.wire.signing import ReplayWindow
from p2p.wire.train import NO_SESSION, RoundAccept, RoundOffer, SessionAccept, SessionOffer, UpdateOffer

LAYER_SIZES = [8, 100_000, 3]
MODEL_BYTES = 4 * (9 * 100_000 + 3 * 100_001)
BLOB = BlobReference(name="b" * 32, size_bytes=MODEL_BYTES, sha256="0" * 64)
PLAN = parse_plan(
    {
        "model": {"kind": "mlp", "layer_sizes": LAYER_SIZES},
        "local": {"epochs": 1, "batch_size": 8, "learning_rate": 0.01},
        "codec": "fp32",
        "strategy": {"name": "fedavg"},
        "num_rounds": 1,
        "num_clients": 1,
        "clients_per_round": 1,
        "min_clients": 1,
        "seed": 1,
    }
)


def say(event: str, **facts: JsonValue) -> None:
    print(json.dumps({"event": event, **facts}), flush=True)


class Act:
    """A capability that does as its name says."""

    summary = "For tests."
    limits = Limits(keep_s=0.0)
    input: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)

    def __init__(self, name: str) -> None:
        self.name = name
        self.num_runs = 0

    async def run(self, value: JsonValue, peer: str, /) -> JsonValue:
        self.num_runs += 1
        if self.name == "break":
            raise RuntimeError("a bug")
        if self.name == "hang":
            say("running")
            try:
                await trio.sleep_forever()
            finally:
                say("cancelled")
        return self.num_runs


async def serve_slowly(stream: PeerStream) -> None:
    """Send the first part of the blob and then nothing more."""
    parse_message(BlobRequest, await stream.receive_frame(4096, 10))
    await stream.send_frame(encode_message(BlobHeader(blob=BLOB)))
    await stream.send_bytes(bytes(MODEL_BYTES // 2))
    say("half")
    await trio.sleep_forever()


async def pull_slowly(host: AgentHost, peer: str, blob: BlobReference) -> None:
    """Take the first bytes of the blob and then nothing more."""
    stream = await host.open_stream(peer, BLOB_PROTOCOL)
    await stream.send_frame(encode_message(BlobRequest(name=blob.name)))
    await stream.receive_frame(4096, 10)
    await stream.receive_some(1000, 10)
    say("half")
    await trio.sleep_forever()


async def coordinate(host: AgentHost, credentials: Credentials, peer: str) -> None:
    channel = await open_channel(host, peer, credentials, str(uuid.uuid4()), 10)
    await channel.send(SessionOffer, kind="session_offer", plan=PLAN, corpus="blobs", client=0, round_timeout_ms=60_000)
    assert isinstance(await channel.receive(30), SessionAccept)
    await channel.send(RoundOffer, kind="round_offer", round_index=0, model=BLOB, time_left_ms=60_000)
    await trio.sleep_forever()


async def take_part(host: AgentHost, stream: PeerStream, credentials: Credentials, role: str) -> None:
    channel = TrainChannel(stream, credentials, NO_SESSION)
    channel.session_id = (await channel.receive_first(30)).session_id
    await channel.send(SessionAccept, kind="session_accept", num_examples=40)
    offer = await channel.receive(30)
    assert isinstance(offer, RoundOffer)
    await channel.send(RoundAccept, kind="round_accept", round_index=0)
    if role == "pull_slowly":
        await pull_slowly(host, stream.peer, offer.model)
    await channel.send(UpdateOffer, kind="update_offer", round_index=0, update=BLOB, num_examples=40, loss=1.0)
    await trio.sleep_forever()


async def main(role: str, seed: int, network: str, peer: str, addresses: list[str], trusted: list[str]) -> None:
    key = SigningKey.from_seed(bytes([seed]) * 32)
    host = AgentHost(key, HostConfig(network, ("127.0.0.1",), is_discoverable=False), AddressBook())
    credentials = Credentials(key, trusted.__contains__, ReplayWindow())

    async def join(stream: PeerStream) -> None:
        await take_part(host, stream, credentials, role)

    serve_tasks(host, Executions([Act(name) for name in ("count", "break", "hang")]), trusted, key=key)
    host.serve(BLOB_PROTOCOL, serve_slowly)
    host.serve(TRAIN_PROTOCOL, join)
    async with host.run():
        await host.connect(peer, addresses)
        say("ready", addresses=list(host.addresses))
        if role == "coordinate":
            await coordinate(host, credentials, peer)
        await trio.sleep_forever()


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    trio.run(lambda: main(**json.loads(sys.argv[1])))
