"""NumPy's arrays as torch's tensors."""

import numpy as np
import torch

from learning.arrays import AnyArray, BFloat16Bits


def as_tensor(array: AnyArray) -> torch.Tensor:
    """The array as a tensor that shares its memory; one that nobody may write to is copied."""
    return torch.from_numpy(array if array.flags.writeable else array.copy())  # pyright: ignore[reportUnknownMemberType]


def from_bfloat16(bits: BFloat16Bits) -> torch.Tensor:
    """The values of bfloat16 bits as float32."""
    return as_tensor((bits.astype(np.uint32) << 16).view(np.float32))
