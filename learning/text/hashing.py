"""Term weights in few dense columns, so that any kernel can learn from them."""

# N texts, F terms, D columns.

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from scipy.sparse import csr_array

from learning.arrays import Float32Array


def hash_columns(features_NF: csr_array, terms: Sequence[str], num_columns: int) -> Float32Array:
    """Each term added to, or taken from, the column that its hash says; products of rows are kept in the mean.

    Shapes: features_NF [texts, terms]; returns [texts, num_columns] float32, dense.
    Source: Weinberger et al. 2009, arXiv:0902.2206.
    """
    digests = [int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little") for term in terms]
    columns = np.array([(digest >> 1) % num_columns for digest in digests], dtype=np.intp)
    signs = np.array([1 - 2 * (digest & 1) for digest in digests], dtype=np.float32)
    projection_FD = csr_array((signs, columns, np.arange(len(terms) + 1)), shape=(len(terms), num_columns))
    return csr_array(features_NF @ projection_FD).toarray()
