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
    "inner.weight": (WIDTH, INNER_WIDTH), "inner.bias": (INNER_WIDTH,),
    "outer.weight": (INNER_WIDTH, WIDTH), "outer.bias": (WIDTH,), "outer_norm.weight": (WIDTH,), "outer_norm.bias": (WIDTH,),
}  # fmt: skip
"""The tensors of the last layer's frozen feed-forward part, which stands behind its attention."""


class Adapter(Parameters):
    """A low-rank change of the last layer's output product: to h·W comes h·D·U, D [inner width, rank], U [rank, width].

    Source: Hu et al. 2021, arXiv:2106.09685; the place is that of He et al. 2022, arXiv:2110.04366.
    """

    rank: Annotated[int, Field(ge=1, le=WIDTH)]

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Its tensors: D, then U."""
        return {"adapter.down": (INNER_WIDTH, self.rank), "adapter.up": (self.rank, WIDTH)}

    @property
    def num_parameters(self) -> int:
        """Of both matrices."""
        return self.rank * (INNER_WIDTH + WIDTH)

    @property
    def num_activations(self) -> int:
        """Floats that the longest text fills while it is trained on."""
        return MAX_TOKENS * (INNER_WIDTH + 7 * WIDTH + 2 * self.rank)
