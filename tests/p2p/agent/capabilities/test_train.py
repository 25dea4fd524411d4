"""Training by task: with consent a loss and a hash, without it a code, and never data."""

import hashlib

import pytest
import trio

from learning.client import client_update
from learning.kernels.registry import initial_weights
from learning.normalisation import measure_features
from p2p.agent.corpora.store import FOR_GATES, CorpusDescription, CorpusStore
from p2p.protocols.task import ask


@pytest.fixture
def asked(agents_here, make_shards, put_corpus):
    """Ask a participant to train, as its coordinator would; the result of `during` is awaited meanwhile."""

    async def run(value, prepare=None, during=None):
        async with agents_here(1) as (asker, [provider]):
            put_corpus(provider.home, make_shards(1)[0])
            if prepare is not None:
                prepare(provider)
            answers = []

            async def ask_now() -> None:
                answers.append(await ask(asker.host, asker.key, provider.key.peer_id, "train", value))

            async with trio.open_nursery() as nursery:
                nursery.start_soon(ask_now)
                if during is not None:
                    await during(provider)
            assert list(provider.home.blobs.iterdir()) == []
            return answers[0]

    return run


def test_the_update_is_the_one_that_a_session_would_carry(run, asked, make_plan, make_shards) -> None:
    plan, shard = make_plan(codec="int8"), make_shards(1)[0]
    update = client_update(plan, initial_weights(plan.model, plan.seed), shard, 1, 1)

    async def main() -> None:
        answer = await asked({"corpus": "blobs", "plan": plan.model_dump(mode="json"), "round_index": 1, "client": 1})
        assert answer.output == {
            "num_examples": 40,
            "loss": pytest.approx(update.loss),
            "update_sha256": hashlib.sha256(update.payload).hexdigest(),
            "size_bytes": len(update.payload),
        }

    run(main)


def test_without_a_plan_the_owner_tells_names_classes_and_statistics(run, asked, make_shards) -> None:
    terms = {"features": [f"f{index}" for index in range(8)], "classes": ["0", "1", "2"]}
    statistics = measure_features(make_shards(1)[0].features_NF)

    def describe(provider) -> None:
        description = CorpusDescription(source_sha256="0" * 64, terms=terms, statistics=statistics)
        CorpusStore(provider.home).note_import("blobs", "0" * 64, 0, grant=FOR_GATES, description=description)

    async def main() -> None:
        answer = await asked({"corpus": "blobs"}, describe)
        assert answer.output == {"corpus": "blobs", "terms": terms, "statistics": statistics.model_dump(mode="json")}
        undescribed = await asked({"corpus": "blobs"})
        assert undescribed.error.code == "p2p.corpus.mismatch"

    run(main)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"corpus": "none"}, "p2p.corpus.unknown"),
        ({"corpus": "../blobs"}, "p2p.corpus.unknown"),
        ({"client": 2}, "p2p.task.input_invalid"),
        ({"round_index": 2}, "p2p.task.input_invalid"),
    ],
)
def test_what_cannot_be_trained_is_refused_by_code(run, asked, make_plan, change, code: str) -> None:
    async def main() -> None:
        answer = await asked({"corpus": "blobs", "plan": make_plan().model_dump(mode="json"), **change})
        assert answer.error.code == code

    run(main)


def test_without_consent_nothing_is_trained_and_its_end_ends_a_training(run, asked, make_plan) -> None:
    slow = make_plan(local={"epochs": 1000, "batch_size": 1, "learning_rate": 0.001})
    value = {"corpus": "blobs", "plan": slow.model_dump(mode="json")}
    started: list[int | None] = []

    async def revoke_later(provider) -> None:
        while provider.trainer.pid is None:
            await trio.sleep(0.01)
        provider.participant.consents.revoke("blobs")

    def revoke_now(provider) -> None:
        provider.participant.consents.revoke("blobs")
        started.append(provider.trainer.pid)

    async def main() -> None:
        assert (await asked(value, revoke_now)).error.code == "p2p.corpus.no_consent"
        assert started == [None]
        with trio.fail_after(15):
            assert (await asked(value, during=revoke_later)).error.code == "p2p.corpus.no_consent"

    run(main, 60)
