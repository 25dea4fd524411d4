"""Updates as they are: four bytes a parameter, no loss."""

from learning.arrays import Float32Array
from learning.codecs.codec import Encoded, pack_payload, payload_bound, require_arrays, require_finite
from learning.randomness import Chance
from learning.tensors import Tensors


class Fp32Codec:
    """See `learning.codecs.codec.Codec`; every bit of a finite update survives."""

    name = "fp32"
    version = 1
    is_exact = True

    def encode(self, update_P: Float32Array, chance: Chance, state: Float32Array | None) -> Encoded:
        """The values behind a header; neither chance nor state is used."""
        require_finite(update_P)
        return Encoded(pack_payload(self, len(update_P), {"values": update_P}))

    def decode(self, tensors: Tensors, num_parameters: int) -> Float32Array:
        """The update as a read-only view of the payload."""
        require_arrays(tensors, {"values": ("<f4", (num_parameters,))})
        update_P: Float32Array = tensors.arrays["values"]
        return update_P

    def max_size_bytes(self, num_parameters: int) -> int:
        """Four bytes a parameter and the header."""
        return payload_bound(4 * num_parameters)
