"""An adapter in a pool: the same bits for any number of workers, the frozen prefix in shared memory once."""

import pickle

import numpy as np

from learning.adapter import WIDTH
from learning.pool.simulation import simulate_pooled
from tests.learning.texts_behind_prefix import make_texts

LORA = {"kind": "lora", "layer_sizes": [WIDTH, 5], "adapter": {"rank": 4}}


def make_shards():
    texts = make_texts(24)
    return [texts.take(np.arange(start, start + 6)) for start in range(0, 24, 6)]


def test_any_number_of_workers_ends_in_the_same_bits(make_plan, environment):
    plan = make_plan(model=LORA, local={"epochs": 1, "batch_size": 4, "learning_rate": 0.05, "head_learning_rate": 0.2}, warmup_rounds=1)
    one, two = (simulate_pooled(plan, make_shards(), num_workers=number, environment=environment) for number in (1, 2))
    assert one.weights_P.tobytes() == two.weights_P.tobytes() and one.rounds == two.rounds


def test_shards_of_one_set_share_its_prefix():
    shards = make_shards()
    buffers = []
    pickle.dumps(shards, protocol=5, buffer_callback=buffers.append)
    largest = max(buffer.raw().nbytes for buffer in buffers)
    assert sum(buffer.raw().nbytes == largest for buffer in buffers) <= 2  # the two wide weights of the layer
