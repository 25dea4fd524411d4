"""A participant among coordinators that are strangers, mistaken or gone, over real sockets."""

import hashlib
import os
import signal
import time
from contextlib import asynccontextmanager

import pytest
import trio

from core.ids import new_session_id
from core.signing.keys import SigningKey
from learning.kernels.registry import initial_weights
from learning.weights import pack_weights
from p2p.agent.corpora.store import FOR_GATES, ConsentGrant
from p2p.errors import StreamClosedError
from p2p.protocols.blob import BLOB_PROTOCOL, BlobShelf, serve_blobs
from p2p.protocols.train import TRAIN_PROTOCOL, Credentials, TrainChannel, open_channel
from p2p.wire.blob import BlobHeader, BlobReference
from p2p.wire.messages import encode_message, envelope
from p2p.wire.signing import ReplayWindow, sign_message
from p2p.wire.train import Decline, RoundAccept, RoundOffer, SessionAccept, SessionEnd, SessionOffer, UpdateOffer


class HandCoordinator:
    """A coordinator by hand."""

    def __init__(self, host, key: SigningKey, peer, plan) -> None:
        self.host, self.key, self.peer, self.plan = host, key, peer, plan
        self.session_id = new_session_id()
        self.credentials = Credentials(key, lambda _: True, ReplayWindow())

    async def join(self) -> TrainChannel:
        return await open_channel(self.host, self.peer, self.credentials, self.session_id, 5)

    async def offer(self, channel: TrainChannel, **wrong):
        fields = {"plan": self.plan, "corpus": "blobs", "client": 0, "round_timeout_ms": 5000, **wrong}
        await channel.send(SessionOffer, kind="session_offer", **fields)
        return await channel.receive_first(10)

    def message(self, model, **fields):
        return model(**envelope(self.key.peer_id, self.peer, fields.pop("now_ms"), 1000), session_id=self.session_id, **fields)


@pytest.fixture
def setting(agent_here, make_host, network, make_plan, make_shards, put_corpus):
    """A participant, and as many trusted coordinators by hand as asked for."""

    @asynccontextmanager
    async def run(num_coordinators: int = 1, are_trusted: bool = True):
        async with agent_here("participant") as agent:
            put_corpus(agent.home, make_shards(1)[0])
            coordinators = []
            keys = [SigningKey.generate() for _ in range(num_coordinators)]
            hosts = [make_host(network=network, key=key) for key in keys]
            async with hosts[0].run(), hosts[-1].run() if num_coordinators > 1 else trio.open_nursery():
                for key, host in zip(keys, hosts, strict=True):
                    await host.connect(agent.key.peer_id, agent.host.addresses)
                    if are_trusted:
                        agent.trust.add(key.peer_id)
                    coordinators.append(HandCoordinator(host, key, agent.key.peer_id, make_plan()))
                yield agent, coordinators

    return run


def test_a_stranger_is_declined_until_it_is_trusted(run, setting) -> None:
    async def main() -> None:
        async with setting(are_trusted=False) as (agent, [coordinator]):
            answer = await coordinator.offer(await coordinator.join())
            assert (type(answer), answer.error.code, answer.round_index) == (Decline, "p2p.peer.untrusted", None)
            assert agent.trainer.pid is None
            agent.trust.add(coordinator.key.peer_id)
            assert type(await coordinator.offer(await coordinator.join())) is SessionAccept

    run(main)


def test_an_offer_that_cannot_be_taken_is_declined_with_its_code_and_the_agent_goes_on(run, setting, make_plan) -> None:
    other_model = make_plan(model={"kind": "mlp", "layer_sizes": [9, 3]})
    wrongs = [
        ({"corpus": "none"}, "p2p.corpus.unknown"),
        ({"corpus": "../blobs"}, "p2p.corpus.unknown"),
        ({"client": 2}, "p2p.session.invalid"),
        ({"plan": other_model}, "learning.data.malformed"),
        ({"plan": make_plan(codec="zip")}, "learning.codec.unknown"),
    ]

    async def main() -> None:
        async with setting() as (_, [coordinator]):
            for wrong, code in wrongs:
                answer = await coordinator.offer(await coordinator.join(), **wrong)
                assert (type(answer), answer.error.code) == (Decline, code)
            accepted = await coordinator.offer(await coordinator.join())
            assert (type(accepted), accepted.num_examples) == (SessionAccept, 40)

    run(main)


@pytest.mark.parametrize("grant", ["none", "another peer", "revoked", "other data"])
def test_a_coordinator_without_consent_is_declined_and_starts_no_process(run, setting, make_shards, put_corpus, grant: str) -> None:
    async def main() -> None:
        async with setting() as (agent, [coordinator]):
            stranger = ConsentGrant(peers=(SigningKey.generate().peer_id,), purpose="training")
            put_corpus(agent.home, make_shards(1)[0], grant={"none": None, "another peer": stranger}.get(grant, FOR_GATES))
            if grant == "revoked":
                agent.participant.consents.revoke("blobs")
            if grant == "other data":
                (agent.home.corpora / "blobs.json").unlink()
            answer = await coordinator.offer(await coordinator.join())
            assert (type(answer), answer.error.code, agent.trainer.pid) == (Decline, "p2p.corpus.no_consent", None)
            allowed = ConsentGrant(peers=(coordinator.key.peer_id,), purpose="training")
            put_corpus(agent.home, make_shards(1)[0], grant=allowed)
            assert type(await coordinator.offer(await coordinator.join())) is SessionAccept

    run(main)


def test_a_consent_that_is_revoked_ends_the_running_session_at_once(run, setting) -> None:
    async def main() -> None:
        async with setting() as (agent, [coordinator]):
            channel = await coordinator.join()
            assert type(await coordinator.offer(channel)) is SessionAccept
            agent.participant.consents.revoke("blobs")
            declined = await channel.receive(5)
            assert (type(declined), declined.round_index, declined.error.code) == (Decline, None, "p2p.corpus.no_consent")
            assert not agent.participant.is_seated
            kinds = [(event.kind, event.code) for event in agent.participant.activity.after(0)]
            assert kinds == [("joined", None), ("ended", "p2p.corpus.no_consent")]

    run(main)


@pytest.mark.parametrize(
    ("speech", "code"),
    [
        ("gibberish", "p2p.message.malformed"),
        ("no offer", "p2p.message.malformed"),
        ("forged", "p2p.signature.invalid"),
        ("expired", "p2p.task.expired"),
        ("replayed", "p2p.task.replayed"),
        ("oversized", "p2p.message.too_large"),
    ],
)
def test_a_first_message_that_is_wrong_is_declined_with_its_code(run, setting, speech: str, code: str) -> None:
    async def main() -> None:
        async with setting() as (_, [coordinator]):
            now_ms = 1 if speech == "expired" else int(time.time() * 1000)
            fields = {"plan": coordinator.plan, "corpus": "blobs", "client": 0, "round_timeout_ms": 5000, "now_ms": now_ms}
            offer = coordinator.message(SessionOffer, kind="session_offer", **fields)
            key = SigningKey.generate() if speech == "forged" else coordinator.key
            frame = encode_message(sign_message(offer, key))
            if speech == "gibberish":
                frame = b"{"
            elif speech == "oversized":
                frame = bytes(2**20 + 1)
            elif speech == "no offer":
                frame = encode_message(sign_message(coordinator.message(SessionEnd, kind="session_end", now_ms=now_ms), key))
            for _ in range(2 if speech == "replayed" else 1):
                stream = await coordinator.host.open_stream(coordinator.peer, TRAIN_PROTOCOL)
                channel = TrainChannel(stream, coordinator.credentials, coordinator.session_id)
                await stream.send_frame(frame)
                answer = await channel.receive_first(10)
                await stream.reset()
            assert (type(answer), answer.error.code) == (Decline, code)
            assert type(await coordinator.offer(await coordinator.join())) is SessionAccept

    run(main)


def test_an_agent_sits_in_one_session_and_its_coordinator_may_take_the_seat_again(run, setting) -> None:
    async def main() -> None:
        async with setting(2) as (_, [first, second]):
            channel = await first.join()
            assert type(await first.offer(channel)) is SessionAccept
            declined = await second.offer(await second.join())
            assert declined.error.code == "p2p.session.busy"
            again = await first.join()
            assert type(await first.offer(again)) is SessionAccept
            with pytest.raises(StreamClosedError):
                await channel.receive(5)
            await again.send(SessionEnd, kind="session_end")
            await again.close()
            assert type(await second.offer(await second.join())) is SessionAccept

    run(main)


def test_a_coordinator_that_is_gone_leaves_the_seat_free(run, setting) -> None:
    async def main() -> None:
        async with setting(2) as (_, [first, second]):
            channel = await first.join()
            assert type(await first.offer(channel)) is SessionAccept
            await channel.reset()
            answer = await second.offer(await second.join())
            while isinstance(answer, Decline):
                await trio.sleep(0.02)
                answer = await second.offer(await second.join())

    run(main)


def test_a_round_that_cannot_be_trained_is_declined_and_the_session_goes_on(run, setting, tmp_path) -> None:
    never_offered = BlobReference(name="0" * 32, size_bytes=10, sha256="0" * 64)
    too_large = BlobReference(name="0" * 32, size_bytes=2**30, sha256="0" * 64)
    (tmp_path / "bad").write_bytes(b"no model")

    async def main() -> None:
        async with setting() as (agent, [coordinator]):
            shelf = BlobShelf()
            serve_blobs(coordinator.host, shelf)
            channel = await coordinator.join()
            await coordinator.offer(channel)
            sha256 = "e8bfe2cf45c99feb6d2d3a2a4d24e8db78b3ab22a5de7d2cdaa1e53bfa4f3a4f"
            with shelf.offered(tmp_path / "bad", 8, sha256, frozenset({agent.key.peer_id})) as wrong_hash:
                for round_index, model, code in [
                    (0, never_offered, "p2p.blob.unknown"),
                    (0, too_large, "p2p.session.invalid"),
                    (2, never_offered, "p2p.session.invalid"),
                    (1, wrong_hash, "p2p.blob.hash_mismatch"),
                ]:
                    await channel.send(RoundOffer, kind="round_offer", round_index=round_index, model=model, time_left_ms=5000)
                    while isinstance(answer := await channel.receive(10), RoundAccept):
                        pass
                    assert (type(answer), answer.round_index, answer.error.code) == (Decline, round_index, code)
            assert [path.name for path in agent.home.blobs.iterdir()] == []

    run(main)


def test_a_new_round_ends_the_old_one(run, setting, tmp_path, make_plan) -> None:

    async def main() -> None:
        async with setting() as (agent, [coordinator]):
            coordinator.plan = make_plan(local={"epochs": 30, "batch_size": 1, "learning_rate": 0.01})
            data = pack_weights(initial_weights(coordinator.plan.model, 0), coordinator.plan.model)
            (tmp_path / "model").write_bytes(data)
            shelf = BlobShelf()
            serve_blobs(coordinator.host, shelf)
            channel = await coordinator.join()
            await coordinator.offer(channel)
            digest = hashlib.sha256(data).hexdigest()
            with shelf.offered(tmp_path / "model", len(data), digest, frozenset({agent.key.peer_id})) as model:
                for round_index in (0, 1):
                    await channel.send(RoundOffer, kind="round_offer", round_index=round_index, model=model, time_left_ms=5000)
                    assert isinstance(await channel.receive(10), RoundAccept)
                update = await channel.receive(20)
            assert (type(update), update.round_index) == (UpdateOffer, 1)

    run(main)


def test_a_model_that_drips_keeps_a_participant_no_longer_than_the_round(run, setting) -> None:
    reference = BlobReference(name="0" * 32, size_bytes=500, sha256="0" * 64)

    async def drip(stream) -> None:
        await stream.receive_frame(4096, 5)
        await stream.send_frame(encode_message(BlobHeader(blob=reference)))
        while True:
            await stream.send_bytes(b"x")
            await trio.sleep(0.1)

    async def main() -> None:
        async with setting() as (agent, [coordinator]):
            coordinator.host.serve(BLOB_PROTOCOL, drip)
            channel = await coordinator.join()
            await coordinator.offer(channel)
            await channel.send(RoundOffer, kind="round_offer", round_index=0, model=reference, time_left_ms=500)
            assert isinstance(await channel.receive(10), RoundAccept)
            assert (await channel.receive(5)).error.code == "p2p.round.late"
            assert list(agent.home.blobs.iterdir()) == []

    run(main)


def test_a_training_that_does_not_end_keeps_no_process_beyond_the_round(run, setting, tmp_path) -> None:
    async def main() -> None:
        async with setting() as (agent, [coordinator]):
            data = pack_weights(initial_weights(coordinator.plan.model, 0), coordinator.plan.model)
            (tmp_path / "model").write_bytes(data)
            shelf = BlobShelf()
            serve_blobs(coordinator.host, shelf)
            channel = await coordinator.join()
            await coordinator.offer(channel)
            os.kill(agent.trainer.pid, signal.SIGSTOP)
            digest = hashlib.sha256(data).hexdigest()
            with shelf.offered(tmp_path / "model", len(data), digest, frozenset({agent.key.peer_id})) as model:
                await channel.send(RoundOffer, kind="round_offer", round_index=0, model=model, time_left_ms=700)
                assert isinstance(await channel.receive(10), RoundAccept)
                assert (await channel.receive(5)).error.code == "p2p.round.late"
            assert agent.trainer.pid is None

    run(main)
