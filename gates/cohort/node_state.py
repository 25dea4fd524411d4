"""`node_state.json`: when a node was up, from which follows how much of the last 24 hours."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import Field, ValidationError

from core.units import format_utc
from gates.artifacts.fields import ClosedArtifact, Utc, Version1
from gates.cohort.errors import NodeStateError

DAY = timedelta(hours=24)
MAX_SPANS = 4096


class UpSpan(ClosedArtifact):
    """The node was up from one moment to another."""

    from_utc: Utc
    to_utc: Utc

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Both moments."""
        return datetime.fromisoformat(self.from_utc), datetime.fromisoformat(self.to_utc)


class NodeState(ClosedArtifact):
    """The file as a whole, as of `measured_utc`; the spans follow each other in time."""

    schema_version: Version1
    node_id: str
    measured_utc: Utc
    up: Annotated[tuple[UpSpan, ...], Field(max_length=MAX_SPANS)]

    @property
    def measured(self) -> datetime:
        """When it was written."""
        return datetime.fromisoformat(self.measured_utc)


def parse_node_state(raw: bytes) -> NodeState:
    """The state in `raw`, of a node that was never up in the future, nor twice at once.

    Errors: NodeStateError (gates.bundle.node_state).
    """
    try:
        state = NodeState.model_validate_json(raw, strict=True)
        moments = [*(moment for span in state.up for moment in span.moments), state.measured]
        is_possible = moments == sorted(moments)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise NodeStateError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except ValueError as error:
        raise NodeStateError("the state names a moment that there is not") from error
    if not is_possible:
        raise NodeStateError("the spans overlap, run backwards, or lie in the future")
    return state


def uptime_ratio_24h(state: NodeState) -> float:
    """How much of the 24 hours before the state was measured the node was up; of a younger node too, of all 24."""
    begin = state.measured - DAY
    total = sum((max(timedelta(), end - max(start, begin)) for start, end in (span.moments for span in state.up)), timedelta())
    return total / DAY


def with_span(state: NodeState, start: datetime, end: datetime) -> NodeState:
    """The state at `end` of a node that has been up since `start`; what is older than two days is dropped.

    A start before the end of the last span prolongs that span, so that two reports of one stretch count once.
    """
    spans = [span.moments for span in state.up if span.moments[1] > end - 2 * DAY]
    if spans and start <= spans[-1][1]:
        start = spans.pop()[0]
    kept = [*spans, (start, max(start, end))][-MAX_SPANS:]
    return state.model_copy(update={"measured_utc": _text(end), "up": tuple(_spans(kept))})


def _spans(moments: Iterable[tuple[datetime, datetime]]) -> Iterable[UpSpan]:
    return (UpSpan(from_utc=_text(start), to_utc=_text(end)) for start, end in moments)


def _text(moment: datetime) -> str:
    return format_utc(moment.astimezone(UTC))
