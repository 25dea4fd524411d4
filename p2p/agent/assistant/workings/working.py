"""Replies worked out from items: where they stand, what is asked of them, what it comes to."""

import re
from functools import lru_cache

from p2p.agent.assistant.language.subjects import Quoted
from p2p.agent.assistant.workings.codes import codes_of
from p2p.agent.assistant.workings.reading import read
from p2p.agent.assistant.workings.sources import Source, sources_of
from p2p.agent.assistant.workings.work import Work, done


@lru_cache(maxsize=64)
def worked_reply(said: Quoted, *, is_sure: bool = False) -> str | None:
    """What a request asks to be made of the items that it gives; None where any of its words has no part in that.

    With `is_sure` only where they are chosen or changed, or are a list that something sets apart.
    """
    said = _with_affixes(said)
    for source in sorted(sources_of(said), key=lambda source: source.num_asking - source.lead):
        work = read(codes_of(source.ask), said, len(source.items)) if source.is_likely else None
        if work is not None and (not is_sure or _is_sure(work, source)) and (reply := done(work, source)) is not None:
            return reply
    return None


def _with_affixes(said: Quoted) -> Quoted:
    """A request in which what begins with a mark, such as ".txt", is quoted."""
    quotes = list(said.quotes)

    def put_aside(match: re.Match[str]) -> str:
        quotes.append(match.group())
        return f"\u241f{len(quotes) - 1}\u241f"

    return Quoted(re.sub(r"(?<=\s)[.@#]\w+(?=\s)", put_aside, said.text), tuple(quotes))


def _is_sure(work: Work, source: Source) -> bool:
    is_apart = source.is_marked or source.lead > 0 or len(source.items) > 2
    return work.is_choice or (is_apart and (source.is_list or work.joint is None))
