"""An agent that begins a training round only once its home holds no file that bids it wait: `HELD` and the number of the round.

While it waits its home holds the file `WAITING` and that number.
"""

import os
from pathlib import Path

import trio

from p2p.agent import process
from p2p.agent.training.participant import Participant

HELD = "held-in-round-"
WAITING = "waiting-in-round-"

contribute = Participant._contribute


async def contribute_when_let(self, channel, session, offer, state) -> None:
    """Wait, then train as any agent does; the working folder is the home."""
    while os.path.exists(f"{HELD}{offer.round_index}"):
        Path(f"{WAITING}{offer.round_index}").touch()
        await trio.sleep(0.01)
    await contribute(self, channel, session, offer, state)


if __name__ == "__main__":
    Participant._contribute = contribute_when_let
    process.main()
