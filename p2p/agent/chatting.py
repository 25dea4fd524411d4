"""A conversation with the assistant of a home, without a running agent: its computing process answers a person at a terminal."""

from collections.abc import Callable
from datetime import date

import trio

from p2p.agent.computing.child import WorkerChild
from p2p.agent.computing.operations import Converse, Said
from p2p.agent.storage.home import AgentHome

TIME_S = 120.0


def chat(home: AgentHome, next_text: Callable[[], str | None], on_reply: Callable[[Said], None], today: Callable[[], date]) -> None:
    """Say each text that `next_text` gives to the assistant and hand on its reply, until there is no more; one memory for all of them.

    Errors: those of `Conversations.reply`, WorkerLostError (p2p.worker.lost).
    """

    async def converse() -> None:
        async with WorkerChild(home) as child:
            while (text := await trio.to_thread.run_sync(next_text, abandon_on_cancel=True)) is not None:
                on_reply(await child.call(Converse(conversation="chat", text=text, today=today()), Said, TIME_S))

    trio.run(converse)
