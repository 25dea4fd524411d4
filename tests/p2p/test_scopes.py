import pytest
import trio

from p2p.scopes import background, shielded, unwrapped


def test_a_shielded_scope_outlives_a_cancellation_and_ends_at_its_deadline(run):
    async def check():
        steps = []
        with trio.CancelScope() as outer:
            outer.cancel()
            with shielded(0.1) as inner:
                await trio.sleep(0.01)
                steps.append("not cancelled")
                await trio.sleep_forever()
            assert inner.cancelled_caught
            await trio.sleep(0)
            steps.append("never")
        assert steps == ["not cancelled"]

    run(check)


def test_background_tasks_end_with_their_owner(run):
    async def check():
        async with background() as nursery:
            nursery.start_soon(trio.sleep_forever)

    run(check)


def test_what_the_caller_raises_passes_as_it_is(run):
    async def check():
        for context in (background(), unwrapped(trio.open_nursery())):
            with pytest.raises(KeyError):
                async with context:
                    raise KeyError

    run(check)


def test_what_a_background_task_raises_is_not_swallowed(run):
    async def fail():
        raise KeyError

    async def check():
        async def own():
            async with background() as nursery:
                nursery.start_soon(fail)
                await trio.sleep(1)

        with pytest.raises(ExceptionGroup):
            await own()

    run(check)


def test_a_cancellation_passes(run):
    async def check():
        with trio.move_on_after(0.05) as scope:
            async with background():
                await trio.sleep_forever()
        assert scope.cancelled_caught

    run(check)
