"""The text that a reply is made of, and where in the request it stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Given:
    """A text that a request gives; its items where it is a list, and what stands between them."""

    text: str
    items: tuple[str, ...] = ()
    joint: str = ", "
    is_quoted: bool = False
    is_sign: bool = False

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return len(self.items) > 1


@dataclass(frozen=True, slots=True)
class Span:
    """A place by its tokens, and what stands there."""

    first: int
    last: int
    given: Given
    kind: str
    left: str
    right: str
    masked: frozenset[int] = frozenset()
