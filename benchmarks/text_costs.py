"""What a step of the adapter takes beside one that is padded and starts from the tokens, and what its updates weigh."""

import statistics
import time
from collections.abc import Callable

import numpy as np
import torch
from torch.nn import functional

from benchmarks.text_runs import text_sides
from learning.adapter import NUM_ENCODER_PARAMETERS, WIDTH, Adapter
from learning.arrays import IndexArray
from learning.codecs.registry import codec_named
from learning.examples import Examples, token_numbers
from learning.models.lora import KEPT_MADE, LoraKernel, train_lora
from learning.models.lora_oracle import PaddedLora
from learning.models.minilm import MiniLm
from learning.models.tensors import as_tensor
from learning.plan import LocalTraining, ModelSpec

NUM_TEXTS, BATCH_SIZE, EPOCHS = 144, 16, 2
LOCAL = LocalTraining(epochs=EPOCHS, batch_size=BATCH_SIZE, learning_rate=0.1, head_learning_rate=2.0)


def spec_of(num_classes: int) -> ModelSpec:
    """The adapter of the tables."""
    return ModelSpec(kind="lora", layer_sizes=(WIDTH, num_classes), adapter=Adapter(rank=8))


def step_figures(dataset: str, repeats: int) -> dict[str, float]:
    """Milliseconds of one processor a step, medians of runs taken in turn; every engine trains one client's round of the same batches.

    `ours` makes what follows from the frozen products in that round, `kept` finds it, as in the next round of the same texts.
    """
    texts, train = text_sides(dataset)
    chosen = np.sort(np.random.default_rng(0).choice(train.num_examples, NUM_TEXTS, replace=False))
    shard, spec = train.take(chosen), spec_of(int(train.labels_N.max()) + 1)
    random = np.random.default_rng(1)
    orders = [random.permutation(NUM_TEXTS) for _ in range(EPOCHS)]
    batches = [order[start : start + BATCH_SIZE] for order in orders for start in range(0, NUM_TEXTS, BATCH_SIZE)]
    plain = _Plain(spec, shard, [texts[index] for index in chosen])
    weights_P = LoraKernel().initial_weights(spec, 0)
    lengths_N = token_numbers(shard.features_NF)[1]
    engines: dict[str, Callable[[], object]] = {
        "ours": lambda: train_lora(weights_P, shard, batches, spec, LOCAL),
        "kept": lambda: train_lora(weights_P, shard, batches, spec, LOCAL),
        "padded": lambda: plain.train(batches, None),
        "padded_alike": lambda: plain.train(batches, int(lengths_N.max())),
    }
    taken: dict[str, list[float]] = {name: [] for name in engines}
    for _ in range(repeats):
        KEPT_MADE.clear()
        for name, engine in engines.items():
            started = time.process_time()
            engine()
            taken[name].append(1e3 * (time.process_time() - started) / len(batches))
    median = {name: statistics.median(values) for name, values in taken.items()}
    padded_tokens = statistics.mean(int(lengths_N[batch].max()) * len(batch) for batch in batches)
    return {
        "tokens": float(lengths_N.mean() * BATCH_SIZE), "padded_tokens": padded_tokens, **median,
        "times": median["padded"] / median["ours"], "times_alike": median["padded_alike"] / median["ours"],
    }  # fmt: skip


def byte_figures(num_classes: int) -> dict[str, float]:
    """Encoded bytes of one update of adapter and head, and how many times fewer than the full model's in fp32."""
    spec = spec_of(num_classes)
    full = 4 * (NUM_ENCODER_PARAMETERS + (WIDTH + 1) * num_classes)
    random = np.random.default_rng(0)
    update_P = random.normal(0, 1e-3, spec.num_parameters).astype(np.float32)
    sizes = {name: len(codec_named(name).encode(update_P, lambda: random, None).payload) for name in ("fp32", "int8")}
    return {
        "parameters": spec.num_parameters,
        "full": full,
        **sizes,
        "times_fp32": full / sizes["fp32"],
        "times_int8": full / sizes["int8"],
    }


class _Plain:
    """What one writes in torch: each batch padded, through all six layers, the gradient by autograd."""

    def __init__(self, spec: ModelSpec, shard: Examples, texts: list[str]) -> None:
        self._spec, self._shard, self._encoder = spec, shard, MiniLm(precision="float32")
        self._tokens = [torch.tensor(tokens) for tokens in self._encoder.tokenise(texts)]
        self._weights_P = LoraKernel().initial_weights(spec, 0)

    def train(self, batches: list[IndexArray], length: int | None) -> None:
        """One client's round; texts are padded to `length`, or to the longest of their batch."""
        assert self._shard.prefix is not None
        module = PaddedLora(self._spec, self._weights_P, self._shard.prefix.layer)
        optimiser = module.optimiser(LOCAL)
        for batch in batches:
            tokens = [self._tokens[index] for index in batch]
            lengths_B = torch.tensor([len(one) for one in tokens])
            ids_BL = torch.zeros(len(batch), length or int(lengths_B.max()), dtype=torch.long)
            for row, one in enumerate(tokens):
                ids_BL[row, : len(one)] = one
            optimiser.zero_grad()
            logits_BK = module(self._encoder.attended_padded(ids_BL, lengths_B), lengths_B)
            functional.cross_entropy(logits_BK, as_tensor(self._shard.labels_N[batch])).backward()
            optimiser.step()
