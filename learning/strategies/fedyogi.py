"""FedYogi: FedAdam whose measure of a coordinate shrinks slowly."""

import numpy as np

from learning.arrays import Float64Array
from learning.strategies.fedadam import FedAdam


class FedYogi(FedAdam):
    """As FedAdam, but v ← v − (1 − β₂)·Δ²·sign(v − Δ²): it moves by what it sees, not by what it has.

    Shapes and state: those of FedAdam.
    Source: Reddi et al. 2021, arXiv:2003.00295, Algorithm 2; Zaheer et al. 2018 (Yogi).
    """

    def next_second(self, second_P: Float64Array, square_P: Float64Array, beta2: float) -> Float64Array:
        """See `FedAdam.next_second`."""
        return second_P - square_P * (1 - beta2) * np.sign(second_P - square_P)
