"""The worker's operations, called in this process."""

import numpy as np
import pytest

from core.errors import CodedError
from learning.codecs.names import parse_codec_name
from learning.simulation import simulate
from learning.strategies.registry import strategy_names
from learning.weights import unpack_weights, weights_sha256
from p2p.agent.computing.computations import Computations
from p2p.agent.computing.operations import (
    AggregateAdd,
    AggregateBegin,
    AggregateFinish,
    Evaluate,
    Initialise,
    Inspect,
    Restore,
    Select,
    Train,
)
from p2p.agent.errors import CheckpointDamagedError
from p2p.agent.storage.home import AgentHome


@pytest.fixture
def computations(home: AgentHome) -> Computations:
    return Computations(home.path)


def debt_path(home: AgentHome, client: int, round_index: int):
    return home.debts / f"c{client}-{round_index}"


def train(computations: Computations, home: AgentHome, plan, round_index: int, client: int):
    operation = Train(
        plan=plan,
        model_path=str(home.rounds / f"model-{round_index}"),
        corpus_path=str(home.corpus_path(f"c{client}")),
        round_index=round_index,
        client=client,
        out_path=str(home.blobs / f"u{client}"),
        debt_path=str(debt_path(home, client, round_index - 1)) if parse_codec_name(plan.codec).keeps_state and round_index else None,
        new_debt_path=str(debt_path(home, client, round_index)),
    )
    return computations.run(operation)


def begin(computations: Computations, home: AgentHome, plan, round_index: int, *, is_kept: bool) -> None:
    state_path = str(home.rounds / f"state-{round_index}") if is_kept else None
    model_path = str(home.rounds / f"model-{round_index}")
    computations.run(AggregateBegin(session="s", plan=plan, model_path=model_path, state_path=state_path, round_index=round_index))


def add(computations: Computations, home: AgentHome, client: int, update) -> None:
    facts = {"num_examples": update.num_examples, "global_loss": update.global_loss}
    computations.run(AggregateAdd(session="s", client=client, path=str(home.blobs / f"u{client}"), **facts))


def finish(computations: Computations, home: AgentHome, round_index: int):
    out, state_out = (str(home.rounds / f"{kind}-{round_index + 1}") for kind in ("model", "state"))
    return computations.run(AggregateFinish(session="s", out_path=out, state_out_path=state_out))


def restore(home: AgentHome, plan, num_rounds: int, model, **changes) -> Restore:
    named = {"weights_sha256": model.weights_sha256, "state_sha256": model.state_sha256, **changes}
    return Restore(
        plan=plan, model_path=str(home.rounds / f"model-{num_rounds}"), state_path=str(home.rounds / f"state-{num_rounds}"), **named
    )


@pytest.mark.parametrize(
    ("codec", "strategy"),
    [*((codec, "fedavg") for codec in ("int8", "sign", "topk2b-3pct")), *(("fp32", name) for name in strategy_names())],
)
def test_the_operations_of_a_session_end_in_the_simulations_bits(
    computations, home, make_plan, make_shards, put_corpus, codec, strategy
) -> None:
    plan, shards = make_plan(codec=codec, strategy={"name": strategy, "server_learning_rate": 0.5}), make_shards(2)
    for client, shard in enumerate(shards):
        put_corpus(home, shard, f"c{client}")
        facts = computations.run(Inspect(plan=plan, corpus_path=str(home.corpus_path(f"c{client}"))))
        assert facts.num_examples == shard.num_examples
    model = computations.run(Initialise(plan=plan, out_path=str(home.rounds / "model-0")))
    for round_index in range(plan.num_rounds):
        assert computations.run(Select(plan=plan, round_index=round_index)).clients == (0, 1)
        begin(computations, home, plan, round_index, is_kept=model.state_sha256 is not None)
        for client in (1, 0):
            add(computations, home, client, train(computations, home, plan, round_index, client))
        model = finish(computations, home, round_index)
        assert (home.rounds / f"state-{round_index + 1}").exists() == (model.state_sha256 is not None)
        assert computations.run(restore(home, plan, round_index + 1, model)) == model
    assert model.weights_sha256 == weights_sha256(simulate(plan, shards).weights_P)
    last = str(home.rounds / f"model-{plan.num_rounds}")
    assert computations.run(Evaluate(plan=plan, model_path=last, corpus_path=str(home.corpus_path("c0")))).accuracy > 0.5


@pytest.mark.parametrize("harm", ["cut", "gone", "another codec's"])
def test_a_debt_that_is_not_whole_is_refused(computations, home, make_plan, make_shards, put_corpus, harm) -> None:
    plan = make_plan(codec="sign", num_clients=1)
    put_corpus(home, make_shards(1)[0], "c0")
    for number in (0, 1):
        computations.run(Initialise(plan=plan, out_path=str(home.rounds / f"model-{number}")))
    train(computations, home, plan, 0, 0)
    debt = debt_path(home, 0, 0)
    if harm == "gone":
        debt.unlink()
    else:
        debt.write_bytes(debt.read_bytes()[:-1] if harm == "cut" else debt.read_bytes().replace(b'"sign"', b'"sigh"'))
    with pytest.raises(CodedError) as refusal:
        train(computations, home, plan, 1, 0)
    assert refusal.value.code == ("p2p.file.refused" if harm == "gone" else "learning.codec.state")


def test_a_strategys_state_that_is_not_the_reports_is_damaged(computations, home, make_plan, make_shards, put_corpus) -> None:
    plan = make_plan(num_rounds=1, num_clients=1, strategy={"name": "fedadam"})
    put_corpus(home, make_shards(1)[0], "c0")
    computations.run(Initialise(plan=plan, out_path=str(home.rounds / "model-0")))
    begin(computations, home, plan, 0, is_kept=False)
    add(computations, home, 0, train(computations, home, plan, 0, 0))
    model = finish(computations, home, 0)
    state = home.rounds / "state-1"
    whole = state.read_bytes()
    assert computations.run(restore(home, plan, 1, model)) == model
    for content, changes in ((whole, {"state_sha256": None}), (whole[:-4] + b"\0\0\0\0", {}), (whole[:-1], {}), (b"", {}), (None, {})):
        state.unlink(missing_ok=True)
        if content is not None:
            state.write_bytes(content)
        with pytest.raises(CheckpointDamagedError):
            computations.run(restore(home, plan, 1, model, **changes))


def test_a_plan_whose_strategy_is_unknown_is_refused_before_any_training(computations, home, make_plan, make_shards, put_corpus) -> None:
    put_corpus(home, make_shards(1)[0], "c0")
    with pytest.raises(CodedError) as refusal:
        computations.run(Inspect(plan=make_plan(strategy={"name": "fedluck"}), corpus_path=str(home.corpus_path("c0"))))
    assert refusal.value.code == "learning.strategy.unknown"


def test_a_plan_of_more_work_than_a_round_may_hold_is_refused_before_any_training(
    computations, home, make_plan, make_shards, put_corpus
) -> None:
    shard = make_shards(1)[0]
    put_corpus(home, shard.take(np.arange(2000) % shard.num_examples), "c0")
    plan = make_plan(local={"epochs": 1000, "batch_size": 1, "learning_rate": 0.1})
    with pytest.raises(CodedError) as refusal:
        computations.run(Inspect(plan=plan, corpus_path=str(home.corpus_path("c0"))))
    assert refusal.value.code == "learning.plan.invalid"


def test_a_session_may_start_from_a_given_model(computations, home, make_plan) -> None:
    plan = make_plan()
    first = computations.run(Initialise(plan=plan, out_path=str(home.rounds / "a")))
    copy = computations.run(Initialise(plan=make_plan(seed=9), out_path=str(home.rounds / "b"), model_path=str(home.rounds / "a")))
    assert copy.weights_sha256 == first.weights_sha256
    weights = unpack_weights((home.rounds / "b").read_bytes(), plan.model)
    assert weights.dtype == np.float32


def test_a_bad_update_changes_nothing(computations, home, make_plan, make_shards, put_corpus) -> None:
    plan = make_plan(num_rounds=1, num_clients=1)
    shards = make_shards(1)
    put_corpus(home, shards[0], "c0")
    computations.run(Initialise(plan=plan, out_path=str(home.rounds / "model-0")))
    computations.run(AggregateBegin(session="s", plan=plan, model_path=str(home.rounds / "model-0"), round_index=0))
    (home.blobs / "bad").write_bytes(b"no update")
    with pytest.raises(CodedError) as refusal:
        computations.run(AggregateAdd(session="s", client=0, path=str(home.blobs / "bad"), num_examples=3))
    assert refusal.value.code == "learning.update.malformed"
    update = train(computations, home, plan, 0, 0)
    computations.run(AggregateAdd(session="s", client=0, path=str(home.blobs / "u0"), num_examples=update.num_examples))
    model = finish(computations, home, 0)
    assert model.weights_sha256 == weights_sha256(simulate(plan, shards).weights_P)


def test_an_aggregation_that_was_never_begun_is_unknown(computations, home) -> None:
    with pytest.raises(CodedError) as refusal:
        finish(computations, home, 0)
    assert refusal.value.code == "p2p.session.unknown"


@pytest.mark.parametrize("kind", ["outside", "link", "dots"])
def test_nothing_outside_the_home_is_read_or_written(computations, home, make_plan, tmp_path, kind) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"secret")
    (home.rounds / "link").symlink_to(outside)
    path = {"outside": str(outside), "link": str(home.rounds / "link"), "dots": str(home.rounds / ".." / ".." / "outside")}[kind]
    for operation in (
        Initialise(plan=make_plan(), out_path=path),
        Initialise(plan=make_plan(), out_path=str(home.rounds / "a"), model_path=path),
    ):
        with pytest.raises(CodedError) as refusal:
            computations.run(operation)
        assert refusal.value.code == "p2p.file.refused"
    assert outside.read_bytes() == b"secret"


def test_a_missing_corpus_is_unknown(computations, home, make_plan) -> None:
    with pytest.raises(CodedError) as refusal:
        computations.run(Inspect(plan=make_plan(), corpus_path=str(home.corpus_path("none"))))
    assert refusal.value.code == "p2p.corpus.unknown"
