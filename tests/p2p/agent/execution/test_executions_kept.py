"""What is done is kept, whatever happens at that moment."""

import trio

from core.ids import new_task_id
from p2p.agent.execution.results import MemoryResults


class SlowDisk(MemoryResults):
    """Writes when it is let."""

    def __init__(self):
        super().__init__()
        self.is_writing, self.may_write = trio.Event(), trio.Event()

    async def put(self, result, now_s, keep_s):
        self.is_writing.set()
        await self.may_write.wait()
        await super().put(result, now_s, keep_s)


def test_a_task_that_is_given_up_when_it_is_done_is_kept_and_not_run_again(run, serving, work):
    async def check():
        async with serving(working := work(), results=(disk := SlowDisk())) as (alice, _, _):
            working.release.set()
            task_id, answers = new_task_id(), []
            async with trio.open_nursery() as nursery:
                nursery.start_soon(lambda: alice.ask(task_id=task_id))
                await disk.is_writing.wait()
                nursery.cancel_scope.cancel()
            await trio.sleep(0.2)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(lambda: alice.ask_into(answers, task_id=task_id))
                await trio.sleep(0.2)
                disk.may_write.set()
            assert (answers[0].output, working.num_started) == ({"value": 1, "run": 1}, 1)

    run(check)
