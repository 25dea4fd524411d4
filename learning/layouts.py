"""The tensors of each kind of model, in the order in which its flat vector holds them. Light to import: no NumPy."""

from itertools import pairwise

from learning.plan import ModelSpec

Shapes = dict[str, tuple[int, ...]]


def tensor_shapes(spec: ModelSpec) -> Shapes:
    """Name and shape of each tensor; weights are [in, out].

    `mlp` and `characters`: `layers.<i>.weight` and `.bias` [out] of each layer. `cnn`: `convolutions.<i>.weight` [kernel, kernel, in, out]
    and `.bias` of each, then the head's. `lora`: the adapter's (`learning.adapter`), then the head's.
    """
    if spec.convolutions is not None:
        return _convolutions(spec) | _head(spec.num_head_inputs, spec.num_classes)
    if spec.adapter is not None:
        return spec.adapter.shapes | _head(spec.num_head_inputs, spec.num_classes)
    shapes: Shapes = {}
    for index, (fan_in, fan_out) in enumerate(pairwise(spec.layer_widths)):
        shapes |= {f"layers.{index}.weight": (fan_in, fan_out), f"layers.{index}.bias": (fan_out,)}
    return shapes


def _convolutions(spec: ModelSpec) -> Shapes:
    shapes: Shapes = {}
    for index, shape in enumerate(spec.convolution_shapes):
        weight = (shape.kernel_size, shape.kernel_size, shape.channels_in, shape.channels_out)
        shapes |= {f"convolutions.{index}.weight": weight, f"convolutions.{index}.bias": (shape.channels_out,)}
    return shapes


def _head(num_inputs: int, num_classes: int) -> Shapes:
    return {"head.weight": (num_inputs, num_classes), "head.bias": (num_classes,)}
