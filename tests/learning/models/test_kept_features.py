"""What is kept is found by content alone, and is never more than a number of bytes."""

import numpy as np
import pytest

from learning.arrays import Float32Array
from learning.models.kept_features import KeptFeatures


class Maker:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> Float32Array:
        self.count += 1
        return np.full((4, 4), self.count, dtype=np.float32)


def test_equal_sources_are_worked_on_once_and_other_ones_anew() -> None:
    kept, make = KeptFeatures(), Maker()
    first, second = np.arange(4, dtype=np.float32), np.arange(3, dtype=np.uint16)
    found = [
        kept.of(sources, make)[0, 0] for sources in ((first, second), (first.copy(), second.copy()), (first, second + 1), (second, first))
    ]
    assert found == [1, 1, 2, 3]


def test_the_same_bytes_in_another_shape_or_type_are_another_source() -> None:
    kept, make = KeptFeatures(), Maker()
    flat = np.zeros(8, dtype=np.float32)
    for source in (flat, flat.reshape(2, 4), flat.view(np.int32), flat.reshape(2, 4)[:, ::2]):
        kept.of((source,), make)
    assert make.count == 4


def test_the_ones_not_asked_for_longest_go_first() -> None:
    kept, make = KeptFeatures(max_bytes=128), Maker()
    one, two, three = (np.full(1, number, dtype=np.float32) for number in range(3))
    for source in (one, two, one, three, one):
        kept.of((source,), make)
    assert make.count == 3
    kept.of((two,), make)
    assert make.count == 4


def test_what_is_larger_than_all_may_be_is_given_and_not_kept() -> None:
    kept, make = KeptFeatures(max_bytes=10), Maker()
    source = np.zeros(1, dtype=np.float32)
    assert [kept.of((source,), make)[0, 0] for _ in range(2)] == [1, 2]


def test_what_is_too_large_to_be_kept_drives_nothing_out() -> None:
    kept, make = KeptFeatures(max_bytes=100), Maker()
    small, large = np.zeros(1, dtype=np.float32), np.ones(1, dtype=np.float32)
    kept.of((small,), make)
    assert len(kept.of((large,), lambda: np.zeros(26, dtype=np.float32))) == 26
    assert kept.of((small,), make)[0, 0] == 1


def test_nobody_changes_what_is_kept() -> None:
    kept = KeptFeatures()
    found = kept.of((np.zeros(1, dtype=np.float32),), Maker())
    with pytest.raises(ValueError, match="read-only"):
        found[0, 0] = 7


def test_after_clearing_nothing_is_found() -> None:
    kept, make = KeptFeatures(), Maker()
    source = np.zeros(1, dtype=np.float32)
    kept.of((source,), make)
    kept.clear()
    assert kept.of((source,), make)[0, 0] == 2
