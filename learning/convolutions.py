"""The convolutions of a CNN, as a plan names them and as a kernel works them. Light to import: no NumPy."""

from dataclasses import dataclass
from math import prod
from typing import Annotated, Self

from pydantic import Field, model_validator

from core.parameters import Parameters

STRIDE = 2

Length = Annotated[int, Field(ge=1, le=4096)]
Channels = Annotated[int, Field(ge=1, le=4096)]


@dataclass(frozen=True, slots=True)
class ConvolutionShape:
    """One convolution of stride 2 without padding: images [height_in, width_in, channels_in] to [height, width, channels_out]."""

    kernel_size: int
    height_in: int
    width_in: int
    channels_in: int
    channels_out: int

    @property
    def height(self) -> int:
        """Rows of the output; none or less where the kernel is larger than the image."""
        return (self.height_in - self.kernel_size) // STRIDE + 1

    @property
    def width(self) -> int:
        """Columns of the output."""
        return (self.width_in - self.kernel_size) // STRIDE + 1

    @property
    def num_positions(self) -> int:
        """Windows of one image."""
        return self.height * self.width

    @property
    def window_size(self) -> int:
        """Values that one window covers."""
        return self.kernel_size**2 * self.channels_in

    @property
    def num_outputs(self) -> int:
        """Values of one image's output."""
        return self.num_positions * self.channels_out

    @property
    def num_parameters(self) -> int:
        """Weights and biases."""
        return (self.window_size + 1) * self.channels_out


class Convolutions(Parameters):
    """Images [height, width, channels_in] and the convolutions over them, one behind another, each with ReLU.

    Units: `channels` are those that each convolution puts out.
    """

    height: Length
    width: Length
    channels_in: Channels = 1
    channels: Annotated[tuple[Channels, ...], Field(min_length=1, max_length=8)]
    kernel_size: Annotated[int, Field(ge=1, le=31)]

    @property
    def num_features(self) -> int:
        """Length of one example."""
        return prod((self.height, self.width, self.channels_in))

    def shapes(self) -> tuple[ConvolutionShape, ...]:
        """Each convolution's shape, the one that reads the examples first."""
        shapes: list[ConvolutionShape] = []
        height, width, channels_in = self.height, self.width, self.channels_in
        for channels_out in self.channels:
            shape = ConvolutionShape(self.kernel_size, height, width, channels_in, channels_out)
            shapes.append(shape)
            height, width, channels_in = shape.height, shape.width, channels_out
        return tuple(shapes)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if any(min(shape.height_in, shape.width_in) < self.kernel_size for shape in self.shapes()):
            raise ValueError("the kernel is larger than an image that it is moved over")
        return self
