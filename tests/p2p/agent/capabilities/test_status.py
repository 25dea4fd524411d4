import tomllib
from pathlib import Path

from core.ids import new_task_id
from core.version import VERSION
from p2p.agent.api.schemas.capabilities import StatusFacts, TrainingFacts
from p2p.agent.asking.asker import Question
from p2p.agent.asking.patience import Patience
from p2p.agent.capabilities.echo import Echo
from p2p.agent.capabilities.status import Status
from p2p.agent.execution.executions import Executions

ROOT = Path(__file__).resolve().parents[4]


def test_a_trusted_peer_is_told_how_the_agent_is(run, agents_here, network):
    async def check():
        async with agents_here(1) as (alice, [bob]):
            attempts = await alice.asker.ask(bob.host.peer_id, Question("status", None, new_task_id()), Patience())
            facts = StatusFacts.model_validate(attempts[-1].response.output)
            assert (facts.version, facts.network, facts.tasks.running, facts.tasks.queued) == (VERSION, network, 1, 0)
            assert {"echo", "capabilities", "status"} <= set(facts.capabilities)
            assert facts.uptime_s >= 0

    run(check)


def test_the_data_and_the_model_are_asked_of_those_who_know():
    corpus = TrainingFacts(corpus="digits", num_examples=9, num_features=64, num_classes=10)
    facts = Status("net", Executions([Echo()]), lambda: [corpus], lambda: "abc").facts()
    assert (facts.training, facts.model, facts.capabilities) == ((corpus,), "abc", ("echo",))


def test_the_version_is_that_of_the_project():
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION
