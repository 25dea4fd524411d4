"""The parts of a reply, as a request asks for them."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Frame:
    """The parts of a reply: what is done with each item, how the items are joined, what is put around the whole."""

    is_list: bool = False
    unit: str = ""
    case: str = ""
    case_place: int | None = None
    order: str = ""
    is_falling: bool = False
    is_turned: bool = False
    is_swapped: bool = False
    is_unique: bool = False
    kept: list[int] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    label: str = ""
    label_end: str = ""
    joint: str | None = None
    is_glued: bool = False
    is_spaced: bool = False
    is_each: bool = False
    is_of_words: bool = False
    is_alternate: bool = False
    gone: list[str] = field(default_factory=list)
    is_joint_exact: bool = False
    before: str = ""
    after: str = ""
    each_before: str = ""
    each_after: str = ""
    signature: str = ""
    replaced: list[tuple[str, str]] = field(default_factory=list)
    times: int = 0
    is_spelled: bool = False
    is_initials: bool = False
    is_json: bool = False
    is_csv: bool = False
    in_words: bool = False
    free: str = ""
    first_items: list[str] = field(default_factory=list)
    last_items: list[str] = field(default_factory=list)
    denied: set[str] = field(default_factory=set)
    num_done: int = 0
    num_left: int = 0
    num_unknown: int = 0
