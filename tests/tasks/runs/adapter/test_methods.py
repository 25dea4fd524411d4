"""Beside each method stands the head alone, on as many clients and rounds."""

from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.adapter.methods import ALL_METHODS, CODECS, METHODS, OVER_AGENTS, head_only, kind_of, plan_of

PARAMS = load_project(PROJECT_ROOT).adapter.reduced


def test_every_method_has_a_head_alone_beside_it() -> None:
    assert ALL_METHODS[:2] == ("centralized", "centralized_head_only")
    assert set(ALL_METHODS) == {*METHODS, *map(head_only, METHODS)}
    for method in METHODS:
        adapter, head = (plan_of(name, PARAMS, 1) for name in (method, head_only(method)))
        assert (adapter.codec, adapter.num_clients, adapter.num_rounds) == (head.codec, head.num_clients, head.num_rounds)
        assert (adapter.model.kind, head.model.kind) == ("lora", "mlp")
        assert (kind_of(method), kind_of(head_only(method))) == ("adapter", "head_only")


def test_the_sparse_codec_sends_two_bits_and_owes_the_rest() -> None:
    assert CODECS["fedavg_sparse"].startswith("topk2b-")
    assert {method: plan_of(method, PARAMS, 0).codec for method in CODECS} == CODECS
    assert set(OVER_AGENTS) <= set(CODECS)
