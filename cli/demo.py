"""`p2p-agent demo`: two agents, one task, each step as it truly happens."""

import json
import time
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import own_home, plain, plain_lines, sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import JsonValue

    from core.errors import CodedError

    Tell = Callable[[str, dict[str, JsonValue]], None]


class DemoTask(StrEnum):
    """What the demo can ask for."""

    inference = "inference"
    echo = "echo"


def demo(
    task: Annotated[DemoTask, typer.Option("--task", help="What the providers are asked to do.")] = DemoTask.inference,
    num_agents: Annotated[int, typer.Option("--peers", min=2, max=16, help="How many agents: one asks, the others provide.")] = 2,
    text: Annotated[
        str | None,
        typer.Option("--input", help="What the task is given: JSON, or text. By default a greeting, or an example for your model."),
    ] = None,
    timeout_s: Annotated[float, typer.Option("--timeout", min=1, max=600, help="Seconds for the whole demo.")] = 60.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line, one for each step.")] = False,
) -> None:
    """Start agents on this machine, let them find each other, and have one run a task for another; nothing of it is left."""
    tell = _teller(as_json)
    from core.errors import CodedError
    from p2p.agent.demo.interruptions import InterruptedBySignalError, Interruptions
    from p2p.agent.demo.model import Example, example_for, lend, served_model
    from p2p.agent.demo.story import Demo, DemoPlan

    with Interruptions() as interruptions:
        story: Demo | None = None
        try:
            model = served_model(own_home()) if task is DemoTask.inference else None
            example = example_for(model) if text is None else Example(_as_value(text), "your input")
            plan = DemoPlan(task.value, example.value, example.name, num_agents, timeout_s)
            story = Demo(plan, tell, interruptions, prepare=lend(model))
            story.run()
        except CodedError as error:
            tell("failed", {**_failure(error), "logs": story.last_words if story else {}})
            raise typer.Exit(1) from error
        except InterruptedBySignalError as interrupted:
            tell("interrupted", {"signal": str(interrupted)})
            raise typer.Exit(128 + interrupted.number) from None


def _as_value(text: str) -> "JsonValue":
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _failure(error: "CodedError") -> "dict[str, JsonValue]":
    return {"error": error.as_json(), "text": sentence(error), "next": NEXT_STEPS.get(error.code, NEXT_STEP)}


def _teller(as_json: bool) -> "Tell":
    started_s = time.monotonic()

    def tell(event: str, facts: "dict[str, JsonValue]") -> None:
        elapsed_s = round(time.monotonic() - started_s, 3)
        if as_json:
            typer.echo(json.dumps({"event": event, "elapsed_s": elapsed_s, **facts}))
            return
        for line in SENTENCES[event](facts):
            typer.echo(f"[{elapsed_s:6.2f} s] {plain_lines(line)}" if event != "failed" else plain(line), err=event == "failed")
        if event == "done":
            typer.echo(NEXT)

    return tell


MAX_SHOWN = 100
NEXT_STEP = "Try again; p2p-agent doctor looks for what stands in the way on this machine."
NEXT_STEPS = {
    "p2p.task.unknown": "Ask for a task that the agents have: p2p-agent demo --task echo",
    "p2p.task.input_invalid": "Give the model what it takes: p2p-agent demo --input '[0.5, …]', or leave --input out.",
    "p2p.model.invalid": "Publish the model again, or leave it aside: p2p-agent demo --task echo",
    "p2p.model.unknown": "Publish the model again, or leave it aside: p2p-agent demo --task echo",
    "p2p.address.unusable": "Let P2P_AGENT_INTERFACES name addresses of this machine, or unset it.",
}
NEXT = """
Next: an agent of your own, which stays: p2p-agent start
      then p2p-agent peers, p2p-agent trust add PEER, p2p-agent ask PEER echo '"hello"'
      between two terminals, step by step: docs/quickstart.md"""


def _begun(facts: "dict[str, JsonValue]") -> list[str]:
    return [f"{facts['agents']} agents start, each a process with a home and a key of its own"]


def _agent_started(facts: "dict[str, JsonValue]") -> list[str]:
    return [f"Agent {facts['agent']} ({facts['role']}) started: {facts['peer_id']}"]


def _peers_discovered(facts: "dict[str, JsonValue]") -> list[str]:
    if facts["by"] == "mdns":
        return ["Peers discovered each other by multicast DNS"]
    return [f"Multicast brought nothing in {facts['after_s']:g} s (blocked?): addresses are exchanged by invitation instead"]


def _connected(facts: "dict[str, JsonValue]") -> list[str]:
    return [f"Connection established with agent {facts['agent']}: encrypted, identities verified"]


def _task_sent(facts: "dict[str, JsonValue]") -> list[str]:
    task = json.dumps(facts["task"], ensure_ascii=False)
    if len(task) > MAX_SHOWN:
        task = f"{task[:MAX_SHOWN]}… ({facts['input_is']})"
    return [f"Task sent to agent {facts['agent']}: {task}"]


def _task_processing(facts: "dict[str, JsonValue]") -> list[str]:
    return [f"Agent {facts['agent']} is processing the task"]


def _result(facts: "dict[str, JsonValue]") -> list[str]:
    output = facts["output"]
    assert isinstance(output, dict)
    said = {key: value for key, value in output.items() if key not in ("probabilities", "model")}
    lines = [f"Result from agent {facts['agent']}: {json.dumps(said, ensure_ascii=False)}"]
    return lines if output.get("model", "none") == "none" else [*lines, f"Predicted by the model {output['model']}"]


def _done(_: "dict[str, JsonValue]") -> list[str]:
    return ["Done: each result is signed by its provider and verified; the agents have ended"]


def _interrupted(facts: "dict[str, JsonValue]") -> list[str]:
    return [f"Interrupted ({facts['signal']}): the agents have ended"]


def _failed(facts: "dict[str, JsonValue]") -> list[str]:
    return [str(facts["text"]), f"Next: {facts['next']}"]


SENTENCES: "dict[str, Callable[[dict[str, JsonValue]], list[str]]]" = {
    "begun": _begun,
    "agent_started": _agent_started,
    "peers_discovered": _peers_discovered,
    "connected": _connected,
    "task_sent": _task_sent,
    "task_processing": _task_processing,
    "result": _result,
    "done": _done,
    "interrupted": _interrupted,
    "failed": _failed,
}
