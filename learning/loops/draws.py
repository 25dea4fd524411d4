"""The orders of many clients' minibatches, drawn by one call: NumPy's generator and its shuffle, to the bit.

Sources: O'Neill 2014, "PCG: a family of simple fast space-efficient statistically good algorithms for random number generation"; NumPy's
documentation of `SeedSequence` and of `PCG64`, whose streams it promises to keep; its shuffle, which it does not, is looked at by
`learning.loops.perceptron` before this is used.
"""

# C clients, S examples of all passes of all clients.

from typing import Any

import numpy as np

from learning.arrays import IndexArray, Int64Array, UInt32Array
from learning.loops.calls import compiled

CALLED = "1227c3bf2a7272d2"
"""See `learning.loops.compiled`: of calls.py."""
_POOL = 4
"""Words of a seed sequence's pool, and of what it is seeded with."""
_FIRST_A, _FACTOR_A, _FIRST_B, _FACTOR_B = np.uint32(0x43B0D7E5), np.uint32(0x931E8875), np.uint32(0x8B51F9DD), np.uint32(0x58F38DED)
_MIX_LEFT, _MIX_RIGHT = np.uint32(0xCA01F9DD), np.uint32(0x4973F715)
_FACTOR_HIGH, _FACTOR_LOW = np.uint64(2549297995355413924), np.uint64(4865540595714422341)
_HALF, _LOW_HALF, _ONE, _LAST = np.uint64(32), np.uint64(0xFFFFFFFF), np.uint64(1), np.uint64(63)
_TOP, _SHIFT = np.uint64(58), np.uint32(16)


@compiled
def _seed(words: Any, pool: Any, state: Any) -> None:
    """What a seed sequence of these words gives a generator: its state and increment, high and low, before it is set up."""
    constant = _FIRST_A
    for place in range(_POOL):
        value = np.uint32(words[place] ^ constant)
        constant = np.uint32(constant * _FACTOR_A)
        value = np.uint32(value * constant)
        pool[place] = value ^ (value >> _SHIFT)
    for source in range(_POOL):
        for target in range(_POOL):
            if source != target:
                value = np.uint32(pool[source] ^ constant)
                constant = np.uint32(constant * _FACTOR_A)
                value = np.uint32(value * constant)
                value = np.uint32(value ^ (value >> _SHIFT))
                value = np.uint32(np.uint32(_MIX_LEFT * pool[target]) - np.uint32(_MIX_RIGHT * value))
                pool[target] = value ^ (value >> _SHIFT)
    constant = _FIRST_B
    for place in range(2 * _POOL):
        value = np.uint32(pool[place % _POOL] ^ constant)
        constant = np.uint32(constant * _FACTOR_B)
        value = np.uint32(value * constant)
        value = np.uint32(value ^ (value >> _SHIFT))
        if place % 2 == 0:
            state[place // 2] = np.uint64(value)
        else:
            state[place // 2] |= np.uint64(value) << _HALF


@compiled
def _step(state: Any) -> None:
    """state ← state · factor + increment, in 128 bits."""
    low = state[1]
    left_high, left_low, right_high, right_low = low >> _HALF, low & _LOW_HALF, _FACTOR_LOW >> _HALF, _FACTOR_LOW & _LOW_HALF
    middle = left_high * right_low + ((left_low * right_low) >> _HALF)
    other = left_low * right_high + (middle & _LOW_HALF)
    high = left_high * right_high + (middle >> _HALF) + (other >> _HALF) + state[0] * _FACTOR_LOW + low * _FACTOR_HIGH
    product = low * _FACTOR_LOW
    total = product + state[3]
    state[0] = high + state[2] + (_ONE if total < product else np.uint64(0))
    state[1] = total


@compiled
def _begin(state: Any) -> None:
    """The state behind PCG64's own set-up: from nought a step, the seed added, a step."""
    seed_high, seed_low = state[0], state[1]
    state[2] = (state[2] << _ONE) | (state[3] >> _LAST)
    state[3] = (state[3] << _ONE) | _ONE
    state[0], state[1] = state[2], state[3]  # a step from nought
    total = state[1] + seed_low
    state[0] += seed_high + (_ONE if total < seed_low else np.uint64(0))
    state[1] = total
    _step(state)


@compiled
def draw(words_C4: UInt32Array, sizes_C: Int64Array, passes_C: Int64Array, order_S: IndexArray) -> None:
    """Put each client's passes behind one another: each a shuffle of its examples, drawn from a generator of its words."""
    pool, state = np.empty(_POOL, np.uint32), np.empty(4, np.uint64)
    first = 0
    for client in range(len(sizes_C)):
        _seed(words_C4[client], pool, state)
        _begin(state)
        size, kept, is_kept = sizes_C[client], np.uint64(0), False
        for _ in range(passes_C[client]):
            for example in range(size):
                order_S[first + example] = example
            for last in range(size - 1, 0, -1):
                mask = np.uint64(last)
                for shift in (1, 2, 4, 8, 16):
                    mask |= mask >> np.uint64(shift)
                place = mask + _ONE
                while place > np.uint64(last):
                    if is_kept:
                        word = kept
                    else:
                        _step(state)
                        mixed, turn = state[0] ^ state[1], state[0] >> _TOP
                        mixed = (mixed >> turn) | (mixed << ((np.uint64(64) - turn) & _LAST))
                        word, kept = mixed & _LOW_HALF, mixed >> _HALF
                    is_kept = not is_kept
                    place = word & mask
                other = first + np.int64(place)
                order_S[first + last], order_S[other] = order_S[other], order_S[first + last]
            first += size
