"""A round with participants that lie, each in its own way, over real sockets."""

import hashlib
from contextlib import AsyncExitStack
from dataclasses import dataclass

import numpy as np
import trio

from core.signing.keys import SigningKey
from learning.codecs.registry import codec_named
from learning.simulation import simulate
from learning.weights import weights_sha256
from p2p.agent.training.sessions import SessionReport, SessionRequest
from p2p.protocols.blob import BLOB_PROTOCOL, BlobShelf, serve_blobs
from p2p.protocols.train import TRAIN_PROTOCOL, Credentials, TrainChannel
from p2p.wire.blob import BlobHeader, BlobReference
from p2p.wire.messages import ErrorReport, encode_message
from p2p.wire.signing import ReplayWindow, sign_message
from p2p.wire.train import NO_SESSION, Decline, RoundAccept, SessionAccept, UpdateAck, UpdateOffer

NUM_EXAMPLES = 10


@dataclass(frozen=True)
class Lie:
    """How one participant misbehaves, and the code that it must be out with."""

    code: str
    payload: bytes = b""
    claimed: dict[str, object] | None = None
    speech: str = "proper"


def update_bytes(num_parameters: int, codec: str = "fp32") -> bytes:
    update_P = np.full(num_parameters, 0.5, np.float32)
    return codec_named(codec).encode(update_P, lambda: np.random.default_rng(0), None).payload


def spoiled(num_parameters: int, value: float) -> bytes:
    return update_bytes(num_parameters)[:-4] + np.float32(value).tobytes()


def lies(num_parameters: int, max_update_bytes: int) -> dict[str, Lie]:
    good = update_bytes(num_parameters)
    return {
        "wrong shape": Lie("learning.update.shape", update_bytes(num_parameters - 1)),
        "not a number": Lie("learning.update.not_finite", spoiled(num_parameters, np.nan)),
        "infinity": Lie("learning.update.not_finite", spoiled(num_parameters, np.inf)),
        "another codec": Lie("learning.codec.mismatch", update_bytes(num_parameters, "int8")),
        "garbage": Lie("learning.update.malformed", b"\xff" * 500),
        "nothing": Lie("learning.update.malformed", b""),
        "oversized": Lie("learning.update.too_large", bytes(max_update_bytes + 1)),
        "truncated": Lie("p2p.blob.truncated", good, {"size_bytes": len(good) + 1}),
        "another hash": Lie("p2p.blob.hash_mismatch", good, {"sha256": "0" * 64}),
        "never offered": Lie("p2p.blob.unknown", good, {"name": "0" * 32}),
        "more examples than agreed": Lie("p2p.message.malformed", good, {"num_examples": 10**9}),
        "forged": Lie("p2p.signature.invalid", good, speech="forged"),
        "replayed": Lie("p2p.task.replayed", good, speech="replayed"),
        "misaddressed": Lie("p2p.message.misaddressed", good, speech="misaddressed"),
        "another's name": Lie("p2p.peer.mismatch", good, speech="another's name"),
        "gibberish": Lie("p2p.message.malformed", good, speech="gibberish"),
        "silent": Lie("p2p.round.late", good, speech="silent"),
        "leaves": Lie("p2p.peer.lost", good, speech="leaves"),
        "declines": Lie("p2p.session.busy", good, speech="declines"),
    }


class Liar:
    """A participant by hand."""

    def __init__(self, host, key: SigningKey, lie: Lie, file) -> None:
        self.host, self.key, self.lie, self.file = host, key, lie, file
        self.told: list[str | None] = []
        self.shelf = BlobShelf()
        file.write_bytes(lie.payload)
        if lie.code == "p2p.blob.truncated":
            host.serve(BLOB_PROTOCOL, self.serve_short)
        else:
            serve_blobs(host, self.shelf)
        host.serve(TRAIN_PROTOCOL, self.take_part)

    async def serve_short(self, stream) -> None:
        await stream.receive_frame(4096, 5)
        await stream.send_frame(encode_message(BlobHeader(blob=self.reference)))
        await stream.send_bytes(self.lie.payload)
        await stream.close()

    async def take_part(self, stream) -> None:
        channel = TrainChannel(stream, Credentials(self.key, lambda _: True, ReplayWindow()), NO_SESSION)
        offer = await channel.receive_first(5)
        channel.session_id = offer.session_id
        await channel.send(SessionAccept, kind="session_accept", num_examples=NUM_EXAMPLES)
        while True:
            message = await channel.receive(20)
            if isinstance(message, UpdateAck):
                self.told.append(message.error.code if message.error else None)
            elif type(message).__name__ == "RoundOffer":
                await self.answer(channel, stream, message)

    async def answer(self, channel: TrainChannel, stream, offer) -> None:
        speech = self.lie.speech
        if speech == "declines":
            await channel.send(
                Decline,
                kind="decline",
                round_index=offer.round_index,
                error=ErrorReport(code=self.lie.code, message="no"),
            )
            return
        if speech == "leaves":
            await stream.reset()
            return
        await channel.send(RoundAccept, kind="round_accept", round_index=offer.round_index)
        if speech == "silent":
            return
        digest = hashlib.sha256(self.lie.payload).hexdigest()
        with self.shelf.offered(self.file, len(self.lie.payload), digest, frozenset({stream.peer})) as honest:
            fields = {"size_bytes": honest.size_bytes, "sha256": honest.sha256, "name": honest.name, **(self.lie.claimed or {})}
            num_examples = fields.pop("num_examples", NUM_EXAMPLES)
            self.reference = BlobReference(**fields)
            await self.offer_update(channel, stream, offer, num_examples)
            self.told.append((await channel.receive(20)).error.code)

    async def offer_update(self, channel: TrainChannel, stream, offer, num_examples) -> None:
        fields = {"round_index": offer.round_index, "update": self.reference, "num_examples": num_examples, "loss": 1.0}
        now = offer.issued_at
        base = {"sender": self.key.peer_id, "recipient": stream.peer, "nonce": "0" * 16, "issued_at": now, "expires_at": now + 1000}
        message = UpdateOffer(**base, session_id=channel.session_id, kind="update_offer", **fields)
        match self.lie.speech:
            case "proper":
                await channel.send(UpdateOffer, kind="update_offer", **fields)
            case "forged":
                await stream.send_frame(encode_message(sign_message(message, SigningKey.generate())))
            case "replayed":
                for _ in range(2):
                    await stream.send_frame(encode_message(sign_message(message.model_copy(update={"round_index": 99}), self.key)))
            case "misaddressed":
                wrong = message.model_copy(update={"recipient": self.key.peer_id})
                await stream.send_frame(encode_message(sign_message(wrong, self.key)))
            case "another's name":
                key = SigningKey.generate()
                await stream.send_frame(encode_message(sign_message(message.model_copy(update={"sender": key.peer_id}), key)))
            case _:
                await stream.send_frame(b"{{{")


def test_an_update_without_the_loss_that_its_strategy_weighs_by_is_out_and_told_so(
    run, agents_here, make_host, network, make_plan, make_shards, put_corpus, ended, tmp_path
) -> None:
    plan = make_plan(num_rounds=1, strategy={"name": "qffl"})
    good = update_bytes(plan.model.num_parameters)
    shards = make_shards(2)

    async def main() -> None:
        async with agents_here(1) as (coordinator, [honest]):
            put_corpus(honest.home, shards[0])
            key = SigningKey.generate()
            host = make_host(network=network, key=key)
            async with host.run():
                liar = Liar(host, key, Lie("learning.update.loss", good), tmp_path / "lie")
                coordinator.trust.add(key.peer_id)
                await coordinator.host.connect(key.peer_id, host.addresses)
                peers = (honest.key.peer_id, key.peer_id)
                request = SessionRequest(plan=plan, participants=peers, corpus="blobs", round_timeout_s=20.0)
                async with trio.open_nursery() as nursery:
                    report = await ended(coordinator.coordinator, await coordinator.coordinator.start(request, nursery))
            [entry] = report.rounds
            assert (entry.included, [out.code for out in entry.out], liar.told) == (
                (0,),
                ["learning.update.loss"],
                ["learning.update.loss"],
            )
            assert report.weights_sha256 == weights_sha256(simulate(plan, shards, report.participation).weights_P)

    run(main, timeout_s=60)


def test_each_lie_is_out_of_every_round_with_its_own_code_and_the_coordinator_goes_on(
    run, agents_here, make_host, network, make_plan, make_shards, put_corpus, ended, tmp_path
) -> None:
    model = make_plan().model
    told = lies(model.num_parameters, make_plan().max_update_bytes)
    plan = make_plan(num_rounds=2, num_clients=1 + len(told), clients_per_round=1 + len(told))
    shard = make_shards(1)[0]
    reports: list[SessionReport] = []
    heard: dict[str, list[str | None]] = {}

    async def main() -> None:
        async with agents_here(1) as (coordinator, [honest]), AsyncExitStack() as stack:
            put_corpus(honest.home, shard)
            liars: dict[str, Liar] = {}
            for index, (name, lie) in enumerate(told.items()):
                key = SigningKey.generate()
                host = make_host(network=network, key=key)
                await stack.enter_async_context(host.run())
                liars[name] = Liar(host, key, lie, tmp_path / f"lie{index}")
                coordinator.trust.add(key.peer_id)
                await coordinator.host.connect(key.peer_id, host.addresses)
            peers = (honest.key.peer_id, *(liar.key.peer_id for liar in liars.values()))
            request = SessionRequest(plan=plan, participants=peers, corpus="blobs", round_timeout_s=3.0)
            async with trio.open_nursery() as nursery:
                reports.append(await ended(coordinator.coordinator, await coordinator.coordinator.start(request, nursery)))
            heard.update({name: liar.told for name, liar in liars.items()})

    run(main, timeout_s=60)
    [report] = reports
    assert (report.status, report.participation) == ("completed", ((0,), (0,)))
    twin = simulate(plan, [shard] * plan.num_clients, report.participation)
    assert report.weights_sha256 == weights_sha256(twin.weights_P)
    expected = {name: lie.code for name, lie in told.items()}
    for entry in report.rounds:
        assert {name: out.code for name, out in zip(told, entry.out, strict=True)} == expected
    hearing = ["wrong shape", "not a number", "infinity", "garbage", "oversized", "truncated", "another hash", "never offered"]
    assert {name: heard[name] for name in hearing} == {name: [expected[name]] * 2 for name in hearing}
