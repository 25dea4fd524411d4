"""The trial that both fairness gates make over real agents: how each is throttled, who is killed, who joins."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from core.parameters import Parameters
from gates.params.training import PositiveInt

RoundNumber = Annotated[int, Field(ge=0, le=1000)]
BytesPerSecond = Annotated[float, Field(ge=1000, le=1e9)]


class TrialAgent(Parameters):
    """One agent: the share of its processor, its line, and when it is there.

    Rounds are counted over both sessions, first the one with fp32 updates. It joins while round `joins_in` goes on, whose offer has not
    found it, to take part from the next; the next session begins when it is there. It is killed when round `killed_in` has begun,
    before it can have done its part.
    """

    processor: Annotated[float, Field(gt=0, le=1)] = 1.0
    download_bytes_per_s: BytesPerSecond = 1e8
    upload_bytes_per_s: BytesPerSecond = 1e8
    joins_in: RoundNumber | None = None
    killed_in: RoundNumber | None = None


class TrialParameters(Parameters):
    """`num_rounds` with each codec; a round ends after `deadline_s` seconds, in which a client makes `num_steps` local steps."""

    agents: Annotated[tuple[TrialAgent, ...], Field(min_length=2, max_length=16)]
    num_rounds: PositiveInt
    num_steps: PositiveInt
    deadline_s: Annotated[float, Field(gt=0, le=60)]
    learning_rate: Annotated[float, Field(gt=0, le=10)]

    @model_validator(mode="after")
    def _events_are_in_the_trial(self) -> Self:
        events = [event for agent in self.agents for event in (agent.joins_in, agent.killed_in) if event is not None]
        if any(event >= 2 * self.num_rounds for event in events):
            raise ValueError("an agent joins or is killed after the last round")
        for agent in self.agents:
            if agent.joins_in is not None and (agent.processor < 1 or (agent.killed_in is not None and agent.killed_in <= agent.joins_in)):
                raise ValueError("who joins has a whole processor, and is not killed before")
        return self
