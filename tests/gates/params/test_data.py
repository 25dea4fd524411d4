"""The data sections refuse what cannot be a split."""

import pytest

from core.errors import ParameterInvalidError, ParameterUnknownError
from core.parameters import parse_parameters
from gates.params.data import DigitsParameters, MnistParameters


@pytest.mark.parametrize(
    "raw", [{"test_fraction": 0.0}, {"test_fraction": 1.0}, {"split_seed": -1}, {"split_seed": 2**32}, {"split_seed": "0"}]
)
@pytest.mark.parametrize(("model", "more"), [(MnistParameters, {}), (DigitsParameters, {"near_duplicate_distance": 8.0})])
def test_a_split_has_both_sides_and_a_seed_of_32_bits(model, more, raw):
    whole = {"test_fraction": 0.2, "split_seed": 0, **more}
    assert parse_parameters(model, whole).test_fraction == 0.2
    with pytest.raises(ParameterInvalidError):
        parse_parameters(model, whole | raw)


def test_an_unknown_part_names_the_nearest():
    with pytest.raises(ParameterUnknownError, match="split_seed"):
        parse_parameters(MnistParameters, {"test_fraction": 0.2, "seed": 0})
