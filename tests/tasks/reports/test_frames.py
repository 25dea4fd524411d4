"""A tidy frame holds what was measured, and its groups give the artifact's figures."""

import io

import pandas as pd
import pytest

from tasks.reports.frames import NONE, Measured, frame_bytes, means_and_stds, means_by_client, tidy_frame, values_of

ROWS = [Measured("fp32", "accuracy", value, seed=seed) for seed, value in enumerate((0.9, 0.8, 0.7))] + [
    Measured("int8", "accuracy", 0.5, client=3)
]


def test_the_columns_are_those_that_every_gate_has():
    frame = tidy_frame("baseline", ROWS)
    assert list(frame.columns) == ["gate", "seed", "method", "metric", "round", "client", "value"]
    assert list(frame.loc[3]) == ["baseline", NONE, "int8", "accuracy", NONE, 3, 0.5]


def test_a_group_has_its_mean_and_population_deviation():
    found = means_and_stds(tidy_frame("baseline", ROWS), "accuracy")
    assert found["fp32"] == (pytest.approx(0.8), pytest.approx((2 / 300) ** 0.5))
    assert found["int8"] == (0.5, 0.0)
    assert means_and_stds(tidy_frame("baseline", ROWS), "loss") == {}


def test_the_file_is_read_back_and_the_same_frame_gives_the_same_bytes():
    frame = tidy_frame("baseline", ROWS)
    assert frame_bytes(frame) == frame_bytes(tidy_frame("baseline", ROWS))
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(frame_bytes(frame))), frame)


def test_a_frame_without_rows_has_its_columns():
    assert list(pd.read_parquet(io.BytesIO(frame_bytes(tidy_frame("baseline", [])))).columns) == list(tidy_frame("baseline", ROWS).columns)


def test_the_values_of_a_metric_are_those_of_its_method_in_their_order() -> None:
    rows = [Measured("a", "m", 1.0), Measured("b", "m", 2.0), Measured("a", "n", 3.0), Measured("a", "m", 4.0, round=1)]
    assert values_of(tidy_frame("gate", rows), "a", "m").tolist() == [1.0, 4.0]
    assert values_of(tidy_frame("gate", []), "a", "m").tolist() == []


def test_the_means_by_client_are_over_the_seeds():
    rows = [Measured("fp32", "rate", value, seed=seed, client=client) for seed, client, value in ((0, 1, 0.5), (1, 1, 1.0), (0, 0, 0.2))]
    assert means_by_client(tidy_frame("fairness", rows), "fp32", "rate") == {0: 0.2, 1: 0.75}
    assert means_by_client(tidy_frame("fairness", rows), "int8", "rate") == {}
