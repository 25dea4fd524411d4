import json

import pytest

from core.errors import CodedError
from gates.artifacts.encoding import artifact_bytes
from gates.artifacts.smoke import (
    SmokeMethod,
    SmokeSeed,
    SmokeSummary,
    int8_accuracy_drop_mean,
    parse_smoke_summary,
    uplink_ratio,
)

METHOD = SmokeMethod(
    accuracy=0.97,
    macro_f1=0.97,
    per_client_accuracy=(0.9, 0.98),
    uplink_bytes=8000,
    stream_bytes=9000,
    weights_sha256="a" * 64,
    twin_weights_sha256="a" * 64,
    rounds=2,
    participation=((0, 1), (0, 1)),
)
SUMMARY = SmokeSummary(
    include_fairness=False,
    readiness_check_enabled=False,
    steps=(),
    ok=True,
    total_duration_sec=1.5,
    run_id="run-1",
    transport="libp2p",
    peers=("12D3KooWx",),
    seed=0,
    dataset="digits",
    num_parameters=38_410,
    label_total_variation=0.5,
    methods={"fp32": METHOD},
    seeds=(SmokeSeed(seed=0, fp32_accuracy=0.97, int8_accuracy=0.96, label_total_variation=0.5),),
    int8_accuracy_drop_mean=0.01,
    uplink_ratio_int8_fp32=0.25,
    excluded=(),
)


def test_the_artifact_reads_back():
    assert parse_smoke_summary(artifact_bytes(SUMMARY.model_dump(mode="json"))) == SUMMARY


def test_the_schema_version_comes_first():
    assert next(iter(json.loads(artifact_bytes(SUMMARY.model_dump(mode="json"))))) == "schema_version"


def test_additive_fields_are_read():
    raw = json.loads(artifact_bytes(SUMMARY.model_dump(mode="json"))) | {"later": 1}
    assert parse_smoke_summary(json.dumps(raw).encode()).run_id == "run-1"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("schema_version", 2),
        ("ok", None),
        ("transport", "memory"),
        ("label_total_variation", float("nan")),
        ("methods", {"fp32": {}}),
        ("seeds", 3),
    ],
)
def test_a_wrong_field_is_named(field, value):
    raw = json.loads(artifact_bytes(SUMMARY.model_dump(mode="json"))) | {field: value}
    with pytest.raises(CodedError) as caught:
        parse_smoke_summary(json.dumps(raw).encode())
    assert caught.value.code == "gates.artifact.invalid"
    assert str(caught.value.context["field"]).startswith(field)


@pytest.mark.parametrize("raw", [b"", b"\xff", b"[]", b"[" * 50_000])
def test_what_is_no_artifact_is_refused(raw):
    with pytest.raises(CodedError) as caught:
        parse_smoke_summary(raw)
    assert caught.value.code == "gates.artifact.invalid"


def test_the_uplink_ratio_is_of_one_update_whatever_the_participation():
    int8 = METHOD.model_copy(update={"uplink_bytes": 1500, "participation": ((0, 1), (1,))})
    assert uplink_ratio(int8, METHOD) == pytest.approx(0.25)


def test_the_drop_is_the_mean_over_seeds():
    seeds = tuple(SmokeSeed(seed=n, fp32_accuracy=0.97, int8_accuracy=0.97 - n / 100, label_total_variation=0.5) for n in range(3))
    assert int8_accuracy_drop_mean(seeds) == pytest.approx(0.01)


def test_without_an_update_there_is_no_ratio():
    with pytest.raises(CodedError) as caught:
        uplink_ratio(METHOD, METHOD.model_copy(update={"participation": ((), ())}))
    assert caught.value.code == "gates.artifact.invalid"
