"""Which of the clients that are online a round asks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from learning.arrays import Float64Array, IndexArray, Int64Array

Policy = Literal["uniform", "round_robin", "fewest_contributions", "fastest_of_two"]


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """What a policy may know, at the opening of a round.

    Shapes: `online` lists the candidates, ascending; the arrays are [clients], over all clients of the plan: rounds in which each was
    asked, rounds in which its update counted, and its nominal seconds for a round.
    """

    online: IndexArray
    num_asked_C: Int64Array
    num_contributed_C: Int64Array
    completion_s_C: Float64Array


def choose(policy: Policy, candidates: Candidates, num_wanted: int, random: np.random.Generator) -> tuple[int, ...]:
    """At most `num_wanted` of the candidates, ascending; all of them where they are fewer."""
    shuffled = random.permutation(candidates.online)
    return tuple(int(client) for client in np.sort(_POLICIES[policy](shuffled, candidates, num_wanted)[:num_wanted]))


def _uniform(shuffled: IndexArray, candidates: Candidates, num_wanted: int) -> IndexArray:
    """Everyone with the same chance."""
    return shuffled


def _round_robin(shuffled: IndexArray, candidates: Candidates, num_wanted: int) -> IndexArray:
    """Those that were asked least often, ties by chance."""
    return shuffled[np.argsort(candidates.num_asked_C[shuffled], kind="stable")]


def _fewest_contributions(shuffled: IndexArray, candidates: Candidates, num_wanted: int) -> IndexArray:
    """Those whose updates counted least often, ties by chance: the slow and the absent are asked again and again."""
    return shuffled[np.argsort(candidates.num_contributed_C[shuffled], kind="stable")]


def _fastest_of_two(shuffled: IndexArray, candidates: Candidates, num_wanted: int) -> IndexArray:
    """The faster half of a uniform draw of twice as many: the power of two choices, by speed.

    Source: Mitzenmacher 2001 (two choices); Nishio, Yonetani 2019, arXiv:1804.08333 (selection by the time a client needs).
    """
    drawn = shuffled[: 2 * num_wanted]
    return drawn[np.argsort(candidates.completion_s_C[drawn], kind="stable")]


_POLICIES: dict[Policy, Callable[[IndexArray, Candidates, int], IndexArray]] = {
    "uniform": _uniform,
    "round_robin": _round_robin,
    "fewest_contributions": _fewest_contributions,
    "fastest_of_two": _fastest_of_two,
}
