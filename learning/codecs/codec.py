"""What a codec offers, and the frame that all codecs share: safetensors whose metadata name codec, version and model size."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from learning.arrays import AnyArray, Float32Array, all_finite
from learning.errors import UpdateMalformedError, UpdateNotFiniteError, UpdateShapeError
from learning.randomness import Chance
from learning.tensors import Tensors, write_tensors

MAX_HEADER_BYTES = 1024
"""Of a payload, its length field included; below what `TrainingPlan.max_update_bytes` allows, for codecs of several arrays."""


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """An update as bytes, and what the client owes after it.

    `state` [P] is update and old state minus the decoded update, in float32; None for a codec that owes nothing. So what was decoded
    and what is still owed add up to all updates, to the bit wherever the sums fit into 24 bits, else each addition rounds once.

    The law of the state: it advances only by an update that counts. A round in which the client's update was not counted (late,
    refused, its sender dead, the round given up and run again) leaves the state as it was, as though the client had not taken part:
    the next update is encoded with the state behind the last one that counts. Nothing that was sent is then lost or sent twice, and
    a simulation that replays who was counted goes through the same states.
    """

    payload: bytes
    state: Float32Array | None = None


class Codec(Protocol):
    """One way to turn an update into bytes and back; stateless itself, so that one instance serves everybody."""

    @property
    def name(self) -> str:
        """The name in plans and payloads."""
        ...

    @property
    def version(self) -> int:
        """Raised whenever the bytes change their meaning."""
        ...

    @property
    def is_exact(self) -> bool:
        """Whether every finite update comes back bit for bit and all payloads for a model are of one length: nothing is learnt by encoding it."""
        ...

    def encode(self, update_P: Float32Array, chance: Chance, state: Float32Array | None) -> Encoded:
        """The update as bytes, drawn by `chance` where there is something to draw.

        `state` is that behind the client's last update that counts, None before the first.
        Errors: UpdateNotFiniteError (learning.update.not_finite).
        """
        ...

    def decode(self, tensors: Tensors, num_parameters: int) -> Float32Array:
        """The update [P] that a payload of this codec and version carries; it allocates in proportion to P only.

        Who asks looks whether its values are finite (`learning.codecs.registry`).
        Errors: UpdateMalformedError, UpdateShapeError, UpdateNotFiniteError (learning.update.*).
        """
        ...

    def max_size_bytes(self, num_parameters: int) -> int:
        """No payload for a model of this size is longer."""
        ...


def pack_payload(codec: Codec, num_parameters: int, arrays: dict[str, AnyArray]) -> bytes:
    """The arrays behind the header of `codec`."""
    metadata = {"codec": codec.name, "version": str(codec.version), "parameters": str(num_parameters)}
    payload = write_tensors(Tensors(arrays, metadata))
    assert len(payload) <= codec.max_size_bytes(num_parameters), "the codec breaks its own bound"
    return payload


def payload_bound(array_bytes: int) -> int:
    """The length of a payload whose arrays have `array_bytes`, its header counted at the most that is allowed."""
    return array_bytes + MAX_HEADER_BYTES


def require_arrays(tensors: Tensors, expected: dict[str, tuple[str, tuple[int, ...]]]) -> None:
    """Refuse a payload whose arrays are not exactly those expected, each given by dtype and shape.

    Errors: UpdateMalformedError (learning.update.malformed) by name or dtype, UpdateShapeError (learning.update.shape).
    """
    arrays = tensors.arrays
    if set(arrays) != set(expected):
        raise UpdateMalformedError("the payload holds other arrays than its codec's", expected=",".join(expected))
    for name, (dtype, shape) in expected.items():
        if arrays[name].dtype != np.dtype(dtype):
            raise UpdateMalformedError("an array has another dtype than its codec's", array=name, expected=dtype)
        if arrays[name].shape != shape:
            raise UpdateShapeError("an array does not fit the model", array=name, expected=list(shape), have=list(arrays[name].shape))


def add_debt(update_P: Float32Array, state: Float32Array | None) -> Float32Array:
    """The update and what is owed from earlier ones, a fresh array.

    Errors: UpdateNotFiniteError (learning.update.not_finite).
    """
    with np.errstate(over="ignore"):
        total_P = update_P.copy() if state is None else update_P + state
    require_finite(total_P)
    return total_P


def require_finite(update_P: AnyArray) -> None:
    """Refuse an update that holds NaN or an infinity.

    Errors: UpdateNotFiniteError (learning.update.not_finite).
    """
    if not all_finite(update_P):
        raise UpdateNotFiniteError("the update holds NaN or an infinity")
