"""How the project's own transformers are trained: the rate of learning, the batches, dropout."""

import numpy as np
import pytest
import torch

from learning.models.transformer import LEAST_RATE, Course, Dropout, Layer, batches_of, descend


def test_the_rate_rises_stays_and_falls() -> None:
    course = Course(num_steps=1000, rate=0.1, decay=0.0, num_warm_steps=10, flat_share=0.5)
    assert course.rate_at(0) == pytest.approx(0.01)
    assert course.rate_at(10) == course.rate_at(500) == pytest.approx(0.1)
    assert course.rate_at(750) == pytest.approx(0.05)
    assert course.rate_at(999) == pytest.approx(0.1 * LEAST_RATE)


def test_each_example_is_in_one_batch_with_others_of_its_length() -> None:
    examples = [[place] * (1 + place % 50) for place in range(500)]
    batches = [*batches_of(examples, 10, lambda one: (len(one),), np.random.default_rng(1))]
    assert sorted(one[0] for batch in batches for one in batch) == list(range(500))
    assert max(len(batch[-1]) - len(batch[0]) for batch in batches) <= 10
    assert [len(batch[0]) for batch in batches] != sorted(len(batch[0]) for batch in batches)


def test_it_descends_for_as_many_steps_as_asked() -> None:
    torch.manual_seed(1)
    network = torch.nn.Linear(3, 1)
    inputs = torch.randn(64, 3)
    heard: list[tuple[int, float]] = []
    descend(
        network,
        lambda: [inputs] * 40,
        lambda batch: ((network(batch)[:, 0] - batch.sum(-1)) ** 2).mean(),
        Course(100, 0.05, 0.0, 5, 0.5),
        lambda step, loss: heard.append((step, loss)),
    )
    assert [step for step, _ in heard] == [40, 80, 100]
    assert heard[-1][1] < heard[0][1] / 100
    assert not network.training


def test_dropout_leaves_what_is_expected_and_rests_when_nothing_is_learned() -> None:
    torch.manual_seed(1)
    dropout, ones = Dropout(0.25), torch.ones(200, 300)
    dropped = dropout(ones)
    assert (dropped == 0).float().mean().item() == pytest.approx(0.25, abs=0.01)
    assert dropped.mean().item() == pytest.approx(1.0, abs=0.01)
    assert dropout.eval()(ones) is ones


def test_what_is_masked_changes_nothing() -> None:
    torch.manual_seed(1)
    layer = Layer(64, 0.0, is_writing=False).eval()
    x_BLD = torch.randn(1, 5, 64)
    mask = torch.tensor([True, True, True, False, True])[None, None, None]
    other = x_BLD.clone()
    other[0, 3] = 9.0
    kept = [0, 1, 2, 4]
    assert torch.equal(layer(x_BLD, mask)[0, kept], layer(other, mask)[0, kept])
