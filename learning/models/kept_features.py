"""What a frozen layer, or an adapter that stays as it is, makes of texts: kept, since the next round asks for it again."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from hashlib import sha256

import numpy as np
import numpy.typing as npt

from learning.arrays import Float32Array

MAX_KEPT_BYTES = 64 * 2**20


class KeptFeatures:
    """The features asked for last, up to `max_bytes` of them; found by the content of everything that they follow from."""

    def __init__(self, max_bytes: int = MAX_KEPT_BYTES) -> None:
        self._max_bytes = max_bytes
        self._kept: OrderedDict[bytes, Float32Array] = OrderedDict()

    def of(self, sources: Iterable[npt.NDArray[np.generic]], make: Callable[[], Float32Array]) -> Float32Array:
        """What `make` returns for these sources, not to be changed."""
        digest = sha256()
        for source in sources:
            digest.update(repr((source.dtype.str, source.shape)).encode())
            digest.update(np.ascontiguousarray(source).data)
        key = digest.digest()
        found = self._kept.pop(key, None)
        if found is None:
            found = make()
            found.flags.writeable = False
        if found.nbytes <= self._max_bytes:
            self._kept[key] = found
        while sum(one.nbytes for one in self._kept.values()) > self._max_bytes:
            self._kept.popitem(last=False)
        return found

    def clear(self) -> None:
        """Forget all of them."""
        self._kept.clear()
