from pathlib import Path

import yaml

from gates.params.limits.smoke import SMOKE_FLOORS
from gates.params.project import parse_project


def test_ours_are_the_agreed_figures():
    ours = parse_project(yaml.safe_load((Path(__file__).parents[4] / "params.yaml").read_text())).limits.smoke
    assert ours.model_dump(exclude={"require_fairness", "require_deadline"}) == {
        "min_accuracy": 0.95,
        "max_int8_drop_mean": 0.01,
        "max_uplink_ratio": 0.26,
        "min_num_parameters": 30_000,
        "min_label_total_variation": 0.3,
        "min_num_seeds": 5,
    }


def test_the_floor_of_smoke_asks_for_fairness():
    assert SMOKE_FLOORS.require_fairness
