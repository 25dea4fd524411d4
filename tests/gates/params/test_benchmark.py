"""The benchmark's parameters are bounded, and its training is what they say."""

import pytest

from core.errors import ParameterInvalidError, ParameterUnknownError
from core.parameters import parse_parameters
from gates.params.benchmark import BenchmarkParameters, fedavg_plan


def raw(**changes: object) -> dict[str, object]:
    local = {"epochs": 1, "batch_size": 16, "learning_rate": 0.1, "momentum": 0.9}
    fedavg = {
        "num_clients": 4,
        "dirichlet_alpha": 1.0,
        "min_shard_size": 8,
        "codec": "int8",
        "num_rounds": 2,
        "hidden_sizes": [8],
        "local": local,
        "seed": 3,
    }
    retrieval = {"bm25": {"saturation": 1.2, "length_penalty": 0.75}, "top_k": 5}
    classification = {
        "test_fraction": 0.25,
        "near_duplicate_similarity": 0.8,
        "vectorizer": {"character_gram_size": 3, "min_documents": 2},
        "classifier": {"smoothing": 0.3, "temper": 0.3, "steps": 3, "batch_size": 100, "learning_rate": 1.0},
        "seed": 0,
    }
    return {
        "reduced": {"repeats": 1},
        "full": {"repeats": 3},
        "timeout_s": 60.0,
        "fedavg": fedavg,
        "retrieval": retrieval,
        "classification": classification,
    } | changes


def test_the_profiles_differ_in_their_repeats():
    params = parse_parameters(BenchmarkParameters, raw())
    assert (params.of("reduced").repeats, params.of("full").repeats) == (1, 3)


def test_the_training_is_what_the_parameters_say():
    plan = fedavg_plan(parse_parameters(BenchmarkParameters, raw()).fedavg, num_features=64, num_classes=10)
    assert plan.model.layer_sizes == (64, 8, 10)
    assert (plan.num_clients, plan.clients_per_round, plan.num_rounds, plan.codec, plan.seed) == (4, 4, 2, "int8", 3)
    assert plan.local.momentum == 0.9


@pytest.mark.parametrize("changes", [{"reduced": {"repeats": 0}}, {"timeout_s": 0}, {"timeout_s": 1e9}])
def test_what_is_out_of_bounds_is_refused(changes):
    with pytest.raises(ParameterInvalidError):
        parse_parameters(BenchmarkParameters, raw(**changes))


def test_an_unknown_profile_is_refused_with_the_nearest_name():
    with pytest.raises(ParameterUnknownError, match="full"):
        parse_parameters(BenchmarkParameters, raw(ful={"repeats": 1}))
