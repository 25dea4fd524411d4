"""What an agent offers is told to those whom it trusts, in full."""

from core.ids import new_task_id
from p2p.agent.api.schemas.capabilities import CAPABILITIES
from p2p.agent.asking.asker import Question
from p2p.agent.asking.patience import Patience


def test_a_trusted_peer_is_told_every_capability_with_its_schema_and_limits(run, agents_here):
    async def check():
        async with agents_here(1) as (alice, [bob]):
            attempts = await alice.asker.ask(bob.host.peer_id, Question("capabilities", None, new_task_id()), Patience())
            offered = {facts.name: facts for facts in CAPABILITIES.validate_python(attempts[-1].response.output)}
            assert {"echo", "capabilities", "status"} <= set(offered)
            assert set(offered) == {capability.name for capability in bob.executions.capabilities}
            for facts in offered.values():
                assert facts.summary
                assert isinstance(facts.input, dict)
                assert facts.limits.concurrency >= 1

    run(check)


def test_a_stranger_is_told_nothing(run, agents_here):
    async def check():
        async with agents_here(1) as (alice, [bob]):
            bob.trust.remove(alice.host.peer_id)
            for task in ("capabilities", "status"):
                attempts = await alice.asker.ask(bob.host.peer_id, Question(task, None, new_task_id()), Patience())
                assert attempts[-1].error.code == "p2p.peer.untrusted"

    run(check)


def test_an_input_where_none_is_asked_for_is_refused(run, agents_here):
    async def check():
        async with agents_here(1) as (alice, [bob]):
            for value, code in ((None, None), ({}, None), ({"a": 1}, "p2p.task.input_invalid"), (1, "p2p.task.input_invalid")):
                attempts = await alice.asker.ask(bob.host.peer_id, Question("capabilities", value, new_task_id()), Patience())
                assert (attempts[-1].error.code if attempts[-1].error else None) == code

    run(check)
