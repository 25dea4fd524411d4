"""Each figure of a contest follows from its clients' parts."""

import pytest

from tasks.reports.frames import tidy_frame
from tasks.runs.deadlines.figures import fairness_fields, measured_contest, method_fields, saving_percent
from tests.tasks.runs.deadlines.contested import contested

FRAME = tidy_frame(
    "fairness",
    [
        row
        for seed in (0, 2)
        for row in measured_contest(contested([0.0, 0.5, 1.0], 0.9, [0.5, 0.8, 1.0], 100, 0.001 * (seed - 1)), "m", seed)
    ],
)


def test_the_figures_of_a_method_are_means_and_deviations_over_the_seeds() -> None:
    fields = method_fields(FRAME, "m")
    assert (fields["accuracy_mean"], fields["accuracy_std"]) == (pytest.approx(0.9), pytest.approx(0.001))
    assert (fields["participation_rate_mean"], fields["uplink_mean_bytes"]) == (pytest.approx(0.5), 3000)


def test_the_blocks_on_fairness_count_the_clients() -> None:
    blocks = fairness_fields(FRAME, "m")
    fairness, clients = blocks["fairness"], blocks["fairness_clients"]
    assert isinstance(fairness, dict) and isinstance(clients, list)
    assert (fairness["contribution_rate_gap_mean"], fairness["worst_decile_accuracy"]) == (1.0, 0.5)
    assert fairness["contribution_jain_index_mean"] == pytest.approx(30**2 / (3 * (10**2 + 20**2)))
    assert clients[2] == {
        "client_index": 2, "capacity": 3.0, "selected_rounds_mean": 20.0, "contributed_rounds_mean": 20.0, "participation_rate_mean": 1.0,
        "contribution_rate_mean": 1.0, "completion_rate_mean": 1.0, "uplink_share_mean": pytest.approx(2 / 3), "update_l2_mean": 1.5,
        "expected_accuracy_mean": 1.0,
    }  # fmt: skip


def test_a_saving_is_against_fp32() -> None:
    assert saving_percent({"fedavg_fp32": {"uplink_mean_bytes": 200.0}, "other": {"uplink_mean_bytes": 50.0}}, "other") == 75.0
