"""Rows and fields of simulated methods."""

import pytest

from tasks.computing.computations import Figures, Simulated
from tasks.reports.frames import tidy_frame
from tasks.runs.methods import in_order, measured_of, method_fields, saving_percent


def simulated(accuracy: float, uplink_bytes: int) -> Simulated:
    figures = Figures(accuracy=accuracy, macro_f1=accuracy / 2, per_client_accuracy=(0.5, 1.0))
    return Simulated(
        weights_sha256="a" * 64, label_total_variation=0.3, uplink_bytes=uplink_bytes, duration_s=2.0, losses=(None, 1.0), figures=figures
    )


FOUND = {(1, "b"): simulated(0.9, 20), (0, "a"): simulated(0.6, 100), (1, "a"): simulated(0.8, 100)}


def test_what_is_missing_is_left_out_and_the_rest_is_in_the_order_of_seeds_and_methods() -> None:
    assert [place[:2] for place in in_order(FOUND, (0, 1), ("a", "b"))] == [(0, "a"), (1, "a"), (1, "b")]


def test_the_fields_are_means_and_deviations_over_the_seeds_and_a_saving_compares_bytes() -> None:
    frame = tidy_frame("x", (row for place in in_order(FOUND, (0, 1), ("a", "b")) for row in measured_of(*place)))
    fields = method_fields(frame, ("b", "a", "c"))
    assert list(fields) == ["b", "a"]
    assert (fields["a"]["accuracy_mean"], fields["a"]["accuracy_std"]) == pytest.approx((0.7, 0.1))
    assert (fields["a"]["runtime_mean_sec"], fields["a"]["uplink_std_bytes"]) == (2.0, 0.0)
    assert saving_percent(fields, "b", "a") == pytest.approx(80.0)


def test_a_centralised_training_sends_nothing_and_a_lost_round_has_no_loss() -> None:
    rows = list(measured_of(0, "centralized_head_only", simulated(0.9, 77)))
    assert [row.value for row in rows if row.metric == "uplink_bytes"] == [0]
    assert [(row.round, row.value) for row in rows if row.metric == "loss"] == [(1, 1.0)]
    assert [(row.client, row.value) for row in rows if row.metric == "client_accuracy"] == [(0, 0.5), (1, 1.0)]
