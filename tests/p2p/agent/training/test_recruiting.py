"""Recruits over real agents: whoever is not ready is out with its code, and a plan is for those who are."""

import numpy as np
import pytest

from core.errors import CodedError
from core.signing.keys import SigningKey
from learning.examples import Examples, pack_examples
from learning.normalisation import measure_features
from p2p.agent.corpora.store import ConsentGrant, CorpusDescription, Readiness
from p2p.agent.training.recruiting import Recruit, TrainingOptions, check_options, plan_for, recruit

A, B = (SigningKey.from_seed(bytes([seed]) * 32).peer_id for seed in (1, 2))
FEATURES = np.random.default_rng(0).normal(3, 2, size=(20, 2)).astype(np.float32)
TERMS = {"features": ("x", "y"), "classes": ("0", "1")}
READY = Readiness(corpus="mine", terms=TERMS, statistics=measure_features(FEATURES))
OPTIONS = TrainingOptions("fedavg", "int8", (8,), num_rounds=3, epochs=1, batch_size=8, learning_rate=0.1, momentum=0.9, seed=5)


def with_options(**changes) -> TrainingOptions:
    return TrainingOptions(**{name: getattr(OPTIONS, name) for name in TrainingOptions.__slots__} | changes)


def code_of(call) -> str:
    with pytest.raises(CodedError) as refusal:
        call()
    return refusal.value.code


def test_the_plan_is_for_those_who_are_ready() -> None:
    plan, terms = plan_for([Recruit(A, READY), Recruit(B, code="p2p.peer.unreachable")], with_options(min_clients=1))
    assert (plan.num_clients, plan.clients_per_round, plan.min_clients, plan.seed) == (1, 1, 1, 5)
    assert (plan.model.layer_sizes, terms.classes) == ((2, 8, 2), ("0", "1"))
    assert plan.normalisation.means == pytest.approx(FEATURES.mean(axis=0), rel=1e-6)


def test_settings_go_into_the_plans_strategy_and_local_training() -> None:
    settings = ("strategy.q=2.5", "local.optimiser=adamw", "local.num_steps=30")
    plan, _ = plan_for([Recruit(A, READY)], with_options(strategy="qffl", settings=settings))
    assert (plan.strategy.q, plan.local.optimiser, plan.local.num_steps) == (2.5, "adamw", 30)


def test_a_setting_goes_before_an_option_and_takes_the_place_of_one_that_it_excludes() -> None:
    def local(*settings: str):
        return plan_for([Recruit(A, READY)], with_options(settings=settings))[0].local

    assert (local().epochs, local().momentum) == (1, 0.9)
    assert (local("local.epochs=7", "local.optimiser=sgd").epochs, local("local.optimiser=sgd").momentum) == (7, 0.9)
    assert (local("local.num_steps=30").epochs, local("local.optimiser=adamw").momentum) == (None, 0.0)


def test_settings_that_cannot_be_read_are_refused_before_anybody_is_asked() -> None:
    for setting in ("local", "model.kind=cnn", "strategy.name=qffl"):
        assert code_of(lambda setting=setting: check_options(with_options(settings=(setting,)))) == "learning.plan.invalid"
    check_options(with_options(settings=("local.num_steps=30",)))


def test_a_training_of_several_does_not_become_one_of_a_single_peer_by_itself() -> None:
    assert plan_for([Recruit(A, READY)], OPTIONS)[0].min_clients == 1
    assert plan_for([Recruit(A, READY), Recruit(B, READY)], OPTIONS)[0].min_clients == 2
    assert code_of(lambda: plan_for([Recruit(A, READY), Recruit(B, code="p2p.peer.untrusted")], OPTIONS)) == "p2p.session.too_few"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"strategy": "magic"}, "learning.strategy.unknown"),
        ({"codec": "morse"}, "learning.codec.unknown"),
        ({"hidden": (0,)}, "learning.plan.invalid"),
        ({"learning_rate": -1.0}, "learning.plan.invalid"),
        ({"min_clients": 2}, "p2p.session.too_few"),
        ({"settings": ("strategy.q=2",)}, "learning.plan.invalid"),
        ({"settings": ("strategy.luck=2",)}, "learning.plan.invalid"),
        ({"settings": ("model.kind=cnn",)}, "learning.plan.invalid"),
        ({"settings": ("local.proximal_mu",)}, "learning.plan.invalid"),
        ({"settings": ("local.proximal_mu=much",)}, "learning.plan.invalid"),
        ({"settings": ("local.proximal_mu=" + 100_000 * "[",)}, "learning.plan.invalid"),
        ({"settings": ("strategy.name=magic",)}, "learning.plan.invalid"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_by_code(changes, code: str) -> None:
    assert code_of(lambda: plan_for([Recruit(A, READY)], with_options(**changes))) == code


def test_each_peer_says_whether_it_is_ready(pair, tmp_path) -> None:
    coordinator, owner = pair
    client, peer, stranger = coordinator.client, owner.record.peer_id, A
    (tmp_path / "corpus").write_bytes(pack_examples(FEATURES, Examples(FEATURES, np.arange(20) % 2).labels_N))
    description = CorpusDescription(source_sha256="0" * 64, terms=TERMS, statistics=READY.statistics)
    assert [one.code for one in recruit(client, [peer, stranger], "mine")] == ["p2p.peer.untrusted", "p2p.peer.unreachable"]
    owner.client.trust_add(coordinator.record.peer_id)
    assert recruit(client, [peer], "mine")[0].code == "p2p.corpus.unknown"
    owner.client.import_corpus(
        "mine", tmp_path / "corpus", consent=ConsentGrant(peers=(stranger,), purpose="training"), description=description
    )
    assert recruit(client, [peer], "mine")[0].code == "p2p.corpus.no_consent"
    owner.client.import_corpus("mine", tmp_path / "corpus", description=description)
    assert recruit(client, [peer], "mine")[0].readiness == READY
    ready = {"corpus": "mine", "num_examples": 20, "num_features": 2, "num_classes": 2}
    assert client.ask(peer, "status", None).output["training"] == [ready]
    assert code_of(lambda: recruit(client, ["nobody"], "mine")) == "core.id.malformed"
