"""Updates in half precision: two bytes a parameter, each value rounded to the nearest."""

import numpy as np

from learning.arrays import Float32Array
from learning.codecs.codec import Encoded, pack_payload, payload_bound, require_arrays, require_finite
from learning.randomness import Chance
from learning.tensors import Tensors


class Fp16Codec:
    """See `learning.codecs.codec.Codec`; a value beyond half precision (65,504) is refused as not finite."""

    name = "fp16"
    version = 1
    is_exact = False

    def encode(self, update_P: Float32Array, chance: Chance, state: Float32Array | None) -> Encoded:
        """The values behind a header; neither chance nor state is used."""
        with np.errstate(over="ignore"):
            values_P = update_P.astype(np.float16)
        require_finite(values_P)
        return Encoded(pack_payload(self, len(update_P), {"values": values_P}))

    def decode(self, tensors: Tensors, num_parameters: int) -> Float32Array:
        """The values in single precision."""
        require_arrays(tensors, {"values": ("<f2", (num_parameters,))})
        return tensors.arrays["values"].astype(np.float32)

    def max_size_bytes(self, num_parameters: int) -> int:
        """Two bytes a parameter and the header."""
        return payload_bound(2 * num_parameters)
