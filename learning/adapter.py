"""An adapter of a text encoder's last layer, as a plan names it and as a kernel works it. Light to import: no NumPy."""

from typing import Annotated

from pydantic import Field

from core.parameters import Parameters

WIDTH = 384
NUM_HEADS = 12
INNER_WIDTH = 1536
NUM_LAYERS = 6
NUM_ENCODER_PARAMETERS = 22_713_216
"""Of the encoder all-MiniLM-L6-v2, the only one so far."""
MAX_TOKENS = 128
"""Of a text; what comes behind them is cut off, as the encoder's own tokenizer does."""

LAYER_SHAPES: dict[str, tuple[int, ...]] = {
    "attention.weight": (WIDTH, 3 * WIDTH), "attention.bias": (3 * WIDTH,),
    "attended.weight": (WIDTH, WIDTH), "attended.bias": (WIDTH,), "attended_norm.weight": (WIDTH,), "attended_norm.bias": (WIDTH,),
    "inner.weight": (WIDTH, INNER_WIDTH), "inner.bias": (INNER_WIDTH,),
    "outer.weight": (INNER_WIDTH, WIDTH), "outer.bias": (WIDTH,), "outer_norm.weight": (WIDTH,), "outer_norm.bias": (WIDTH,),
}  # fmt: skip
"""The frozen layer's tensors; those of queries, keys and values lie side by side."""


class Adapter(Parameters):
    """Low-rank changes of the last layer's queries and values: to x·W comes x·D·U, D [width, rank], U [rank, width].

    Source: Hu et al. 2021, arXiv:2106.09685.
    """

    rank: Annotated[int, Field(ge=1, le=WIDTH)]

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Its tensors: both D side by side, then each U."""
        return {"adapter.down": (WIDTH, 2 * self.rank), "adapter.query_up": (self.rank, WIDTH), "adapter.value_up": (self.rank, WIDTH)}

    @property
    def num_parameters(self) -> int:
        """Of all four matrices."""
        return 4 * self.rank * WIDTH

    @property
    def num_activations(self) -> int:
        """Floats that the longest text fills while it is trained on."""
        per_token = 3 * 3 * WIDTH + 9 * WIDTH + 4 * INNER_WIDTH + 2 * self.rank + 3 * NUM_HEADS * MAX_TOKENS
        return MAX_TOKENS * per_token
