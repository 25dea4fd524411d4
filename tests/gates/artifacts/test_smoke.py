"""The summary's fields are typed, and what it says of the seeds and the bytes follows from its methods."""

import pytest

from core.errors import CodedError
from gates.artifacts.smoke import SmokeMethod, SmokeSeed, SmokeSummary, int8_accuracy_drop_mean, uplink_ratio
from gates.verdicts.schema import schema_failures
from tests.gates.mutations import put
from tests.gates.samples_of_tasks import smoke, smoke_method

METHOD = SmokeMethod.model_validate(smoke_method(8000, "a"))


def test_additive_fields_are_read():
    assert SmokeSummary.model_validate(smoke() | {"later": 1}).run_id == "run-1"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema_version", 2),
        ("ok", None),
        ("transport", "memory"),
        ("label_total_variation", float("nan")),
        ("methods.int8.accuracy", 1.5),
        ("methods.fp32.weights_sha256", "abc"),
        ("seeds", 3),
    ],
)
def test_a_wrong_field_is_named(path, value):
    assert list(schema_failures(SmokeSummary, put(smoke(), path, value))) == [path]


def test_the_uplink_ratio_is_of_one_update_whatever_the_participation():
    int8 = METHOD.model_copy(update={"uplink_bytes": 1250, "participation": ((0, 1, 2), (1, 2))})
    assert uplink_ratio(int8, METHOD) == pytest.approx(0.25)


def test_the_drop_is_the_mean_over_seeds():
    seeds = tuple(SmokeSeed(seed=n, fp32_accuracy=0.97, int8_accuracy=0.97 - n / 100, label_total_variation=0.5) for n in range(3))
    assert int8_accuracy_drop_mean(seeds) == pytest.approx(0.01)


def test_without_an_update_there_is_no_ratio():
    with pytest.raises(CodedError) as caught:
        uplink_ratio(METHOD, METHOD.model_copy(update={"participation": ((), ())}))
    assert caught.value.code == "gates.artifact.invalid"
