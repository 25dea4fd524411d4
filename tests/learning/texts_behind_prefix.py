"""Texts behind a frozen prefix, made of random numbers: what an adapter is trained on, without the encoder."""

import numpy as np

from learning.adapter import LAYER_SHAPES, WIDTH, Adapter
from learning.examples import Examples, Prefix, token_features
from learning.plan import ModelSpec

SPEC = ModelSpec(kind="lora", layer_sizes=(WIDTH, 5), adapter=Adapter(rank=4))


def make_layer(seed: int = 0) -> dict[str, np.ndarray]:
    """A feed-forward part whose outputs are of the size of its inputs, as a trained one's are."""
    random = np.random.default_rng(seed)
    layer = {name: random.normal(0, shape[0] ** -0.5, shape).astype(np.float32) for name, shape in LAYER_SHAPES.items()}
    return layer | {"outer_norm.weight": layer["outer_norm.weight"] + np.float32(1)}


def make_texts(num_texts: int, seed: int = 0, num_classes: int = 5) -> Examples:
    """Texts of 2 to 19 tokens; those of a class have a direction in common."""
    random = np.random.default_rng(seed)
    lengths_N, labels_N = random.integers(2, 20, num_texts), random.integers(0, num_classes, num_texts)
    directions_KH = np.random.default_rng(99).normal(size=(num_classes, WIDTH))
    values_TH = random.normal(size=(lengths_N.sum(), WIDTH)) + 0.3 * np.repeat(directions_KH[labels_N], lengths_N, axis=0)
    attended_TH = (values_TH.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)
    return Examples(token_features(lengths_N), labels_N, Prefix(attended_TH, make_layer()))
