"""Inference over real sockets: what is published at the moment answers, and nothing that is asked stops the agent."""

import os
import signal
from contextlib import suppress

import pytest

from core.errors import CodedError
from p2p.agent.capabilities.inference import Inference
from p2p.agent.computing.child import WorkerChild
from p2p.agent.computing.predictor import Predictor
from p2p.agent.errors import WorkerLostError
from p2p.agent.execution.inputs import valid_input
from p2p.agent.models.inputs import MAX_ROWS
from p2p.agent.models.store import ModelStore
from p2p.protocols.task import ask

EXAMPLE = [1.0, 2.5, -3.0]
RECORD = {"height": -3, "length": 1, "width": 2.5}


@pytest.fixture
def serving(home):
    """Inference in `home`, asked as a peer's task would be."""

    class Serving:
        async def __aenter__(self):
            self.child = await WorkerChild(home).__aenter__()
            self.capability = Inference(ModelStore(home.models), self.child)
            return self

        async def __aexit__(self, *what) -> None:
            await self.child.__aexit__(*what)

        async def ask(self, value):
            return await self.capability.run(await valid_input(self.capability, value), "peer")

        async def code_of(self, value) -> str:
            with pytest.raises(CodedError) as refusal:
                await self.ask(value)
            return refusal.value.code

    return Serving


def test_without_a_model_text_is_answered_and_no_process_started(run, serving) -> None:
    async def main() -> None:
        async with serving() as inference:
            answer = await inference.ask("Hello, P2P AI!")
            assert (answer["result"], answer["model"]) == ("Processed: Hello, P2P AI!", "none")
            assert answer["latency_ms"] >= 0
            assert await inference.code_of(EXAMPLE) == "p2p.task.input_invalid"
            assert inference.child.pid is None

    run(main)


def test_single_batch_and_named_inputs_are_answered_alike(run, serving, home, publish) -> None:
    card = publish(home)
    expected = Predictor(ModelStore(home.models)).predict(card.weights_sha256, [EXAMPLE])[0]

    async def main() -> None:
        async with serving() as inference:
            single = await inference.ask(EXAMPLE)
            assert single["model"] == card.weights_sha256
            assert list(single["probabilities"].values()) == pytest.approx(expected)
            assert single["result"] == ("cat" if expected[0] > expected[1] else "dog")
            assert (await inference.ask(RECORD))["probabilities"] == single["probabilities"]
            for batch in ([EXAMPLE, EXAMPLE], [RECORD, RECORD]):
                answer = await inference.ask(batch)
                assert (answer["result"], answer["probabilities"]) == ([single["result"]] * 2, [single["probabilities"]] * 2)

    run(main)


def test_a_new_publication_answers_without_restart(run, serving, home, publish) -> None:
    async def main() -> None:
        async with serving() as inference:
            assert (await inference.ask("x"))["model"] == "none"
            for seed in (1, 2):
                card = publish(home, seed)
                assert (await inference.ask(EXAMPLE))["model"] == card.weights_sha256
            publish(home, 2, terms={"features": ["length", "width", "height"], "classes": ["yes", "no"]})
            assert (await inference.ask(EXAMPLE))["result"] in ("yes", "no")

    run(main)


@pytest.mark.parametrize(
    "value",
    [
        "text",
        None,
        True,
        3,
        [],
        {},
        [True, False, True],
        ["1", "2", "3"],
        [1.0, 2.0],
        [[1.0, 2.0, 3.0], [1.0]],
        [[]],
        [EXAMPLE, RECORD],
        [EXAMPLE] * (MAX_ROWS + 1),
        {"length": 1.0},
        {**RECORD, "weight": 1.0},
        [1e300, 0.0, 0.0],
    ],
)
def test_an_input_that_is_not_the_models_is_invalid(run, serving, home, publish, value) -> None:
    publish(home)

    async def main() -> None:
        async with serving() as inference:
            assert await inference.code_of(value) == "p2p.task.input_invalid"

    run(main)


def test_a_child_that_dies_costs_at_most_one_answer(run, serving, home, publish) -> None:
    card = publish(home)

    async def main() -> None:
        async with serving() as inference:
            await inference.ask(EXAMPLE)
            os.kill(inference.child.pid, signal.SIGKILL)
            with suppress(WorkerLostError):
                await inference.ask(EXAMPLE)
            assert (await inference.ask(EXAMPLE))["model"] == card.weights_sha256

    run(main)


def test_an_altered_model_is_refused_by_code(run, serving, home, publish, make_card) -> None:
    card = publish(home)
    (home.models / f"{card.weights_sha256}.safetensors").write_bytes(make_card(5)[1])

    async def main() -> None:
        async with serving() as inference:
            assert await inference.code_of(EXAMPLE) == "p2p.model.invalid"

    run(main)


def test_a_trusted_peer_is_answered_over_the_network(run, agents_here, publish) -> None:
    async def main() -> None:
        async with agents_here(1) as (asker, [provider]):
            card = publish(provider.home)
            provider.trust.add(asker.key.peer_id)
            answer = await ask(asker.host, asker.key, provider.key.peer_id, "inference", EXAMPLE)
            assert (answer.status, answer.output["model"]) == ("completed", card.weights_sha256)

    run(main)
