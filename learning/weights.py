"""The weights of a model: their hash and their bytes."""

import hashlib
import math

import numpy as np

from core.ids import Sha256
from learning.arrays import AnyArray, Float32Array
from learning.errors import WeightsMalformedError
from learning.layouts import tensor_shapes
from learning.plan import ModelSpec
from learning.tensors import Tensors, read_tensors, write_tensors


def weights_sha256(weights_P: Float32Array) -> Sha256:
    """SHA-256 of the weights as little-endian float32: the identity of a model of known architecture."""
    return Sha256(hashlib.sha256(np.ascontiguousarray(weights_P, "<f4").data).hexdigest())


def tensor_views(flat_P: Float32Array, spec: ModelSpec) -> dict[str, Float32Array]:
    """Each tensor of the model, as a view of a flat vector [parameters of spec] of its layout."""
    views: dict[str, Float32Array] = {}
    offset = 0
    for name, shape in tensor_shapes(spec).items():
        end = offset + math.prod(shape)
        views[name] = flat_P[offset:end].reshape(shape)
        offset = end
    return views


def pack_weights(weights_P: Float32Array, spec: ModelSpec) -> bytes:
    """The weights as safetensors bytes with the architecture beside them.

    Shapes: weights_P [parameters of spec].
    Errors: WeightsMalformedError (learning.weights.malformed) where the weights are not the model's or not finite.
    """
    _check_weights(weights_P, spec)
    arrays: dict[str, AnyArray] = {**tensor_views(weights_P, spec)}
    return write_tensors(Tensors(arrays, _metadata(spec)))


def unpack_weights(data: bytes, spec: ModelSpec) -> Float32Array:
    """The weights in `data`, checked to be finite and of a model of `spec`.

    Shapes: returns [parameters of spec], a fresh array.
    Errors: WeightsMalformedError (learning.weights.malformed).
    """
    tensors = read_tensors(data, WeightsMalformedError)
    shapes = tensor_shapes(spec)
    if tensors.metadata != _metadata(spec) or {name: array.shape for name, array in tensors.arrays.items()} != shapes:
        raise WeightsMalformedError("the file holds another model", expected=_metadata(spec)["layer_sizes"])
    if any(array.dtype != np.float32 for array in tensors.arrays.values()):
        raise WeightsMalformedError("the weights are not float32")
    weights_P = np.concatenate([tensors.arrays[name].reshape(-1) for name in shapes])
    _check_weights(weights_P, spec)
    return weights_P


def _metadata(spec: ModelSpec) -> dict[str, str]:
    metadata = {"format": "weights", "version": "1", "kind": spec.kind, "layer_sizes": ",".join(map(str, spec.layer_sizes))}
    parts = {"convolutions": spec.convolutions, "adapter": spec.adapter}
    return metadata | {name: part.model_dump_json() for name, part in parts.items() if part is not None}


def _check_weights(weights_P: Float32Array, spec: ModelSpec) -> None:
    if weights_P.shape != (spec.num_parameters,) or weights_P.dtype != np.float32:
        raise WeightsMalformedError("the weights do not fit the model", have=weights_P.size, need=spec.num_parameters)
    if not np.isfinite(weights_P).all():
        raise WeightsMalformedError("a weight is not finite")
