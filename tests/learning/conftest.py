"""Plans and examples that the tests of the learning engine share."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import threadpoolctl
from hypothesis import settings

from learning.examples import Examples
from learning.plan import TrainingPlan, parse_plan

settings.register_profile("no_deadline", deadline=None)
settings.load_profile("no_deadline")

MakePlan = Callable[..., TrainingPlan]


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """One BLAS thread, as in every computing process: two that fight for a core are a hundred times slower."""
    with threadpoolctl.threadpool_limits(1):
        yield


@pytest.fixture
def make_plan() -> MakePlan:
    """A small plan of 4 clients, any top-level field replaced."""

    def make(**fields: object) -> TrainingPlan:
        raw: dict[str, object] = {
            "model": {"kind": "mlp", "layer_sizes": [6, 40, 3]},
            "local": {"epochs": 2, "batch_size": 8, "learning_rate": 0.1, "momentum": 0.5},
            "codec": "int8",
            "strategy": {"name": "fedavg"},
            "num_rounds": 2,
            "num_clients": 4,
            "clients_per_round": 4,
            "min_clients": 2,
            "seed": 7,
        }
        return parse_plan(raw | fields)  # type: ignore[arg-type]

    return make


@pytest.fixture
def shards() -> list[Examples]:
    """Examples of 4 clients, of unlike numbers, for a model of 6 features and 3 classes."""
    random = np.random.default_rng(0)
    return [Examples(random.random((size, 6), dtype=np.float32), random.integers(0, 3, size)) for size in (5, 17, 8, 30)]


@pytest.fixture
def wide_plan(make_plan: MakePlan) -> MakePlan:
    """A plan of 4 clients with 200 features that is trained by inner products; any top-level field replaced."""

    def make(**fields: object) -> TrainingPlan:
        local = {"epochs": 3, "batch_size": 16, "learning_rate": 0.1}
        return make_plan(**{"model": {"kind": "mlp", "layer_sizes": [200, 64, 3]}, "local": local, "codec": "fp32", **fields})

    return make


@pytest.fixture
def wide_shards() -> list[Examples]:
    """Examples of 4 clients for a model of 200 features, of which 70 are the same in all of a client's, and 3 classes."""
    random = np.random.default_rng(0)
    shards = [Examples(random.random((size, 200), dtype=np.float32), random.integers(0, 3, size)) for size in (60, 66, 71, 80)]
    for client, shard in enumerate(shards):
        shard.features_NF[:, :70] = client / 4
    return shards


@pytest.fixture
def group_sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many clients each call of the loops trains, once they are loaded; nothing without numba."""
    sizes: list[int] = []
    try:
        from learning.loops.perceptron import CompiledLoops
    except ImportError:
        return sizes
    train_into = CompiledLoops.train_into

    def noting(self: CompiledLoops, place: Any, pupils: Any, *arguments: Any, **named: Any) -> list[float]:
        sizes.append(len(pupils))
        return train_into(self, place, pupils, *arguments, **named)

    monkeypatch.setattr(CompiledLoops, "train_into", noting)
    return sizes
