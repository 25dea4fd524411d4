"""What share of the cases that nobody reads who writes rules or labels the assistant gets right: `python -m benchmarks.unread [--json]`.

`data/own/unread/` holds them, in the form of the generality gate's families; only shares are printed. It is the wider judge beside the
gate's held-out half, which has a few dozen of each family: what gains here carries over. `turn` says how many milliseconds of processor time a turn takes, one after the other in one warm process.
"""

import argparse
import json
import time
from datetime import date

import numpy as np

from benchmarks.digits import settle_environment
from tasks.project.files import PROJECT_ROOT

MODULE = "benchmarks.unread"
FOLDER = PROJECT_ROOT / "data/own/unread"


def main() -> None:
    """Set the compute environment by starting over, then ask the assistant and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the shares as JSON")
    options = parser.parse_args()
    settle_environment(MODULE)
    figures = measure()
    if options.json:
        print(json.dumps(figures, indent=2))
        return
    for family, metrics in figures.items():
        print(f"{family:24}", *(f"{name} {value:.3f}" for name, value in metrics.items()))


def measure() -> dict[str, dict[str, float]]:
    """The metrics of each family."""
    from gates.cases.families import ChainCase, ConversationCase, InstructionCase, ToolCase
    from p2p.agent.assistant.assistant import Assistant
    from p2p.agent.assistant.library import Library
    from p2p.agent.assistant.memory import Memory
    from p2p.agent.assistant.reply import Reply
    from p2p.agent.computing.conversations import TurnEncoder
    from tasks.runs.generality.assistant import untrained_router
    from tasks.runs.generality.families import Answered, judge_chains, judge_conversations, judge_instructions, judge_tools

    encoder = TurnEncoder()
    assistant = Assistant(encoder, untrained_router(), Library.of([], encoder))
    assistant.reply("warm?", Memory(), date(2026, 1, 1))
    taken_ms: list[float] = []

    def timed(text: str, memory: Memory, today: date) -> tuple[Reply, Memory]:
        began = time.process_time()
        replied = assistant.reply(text, memory, today)
        taken_ms.append(1000 * (time.process_time() - began))
        return replied

    asked = Answered(timed)

    def lines(family: str) -> list[str]:
        return (FOLDER / f"{family}.jsonl").read_text("utf-8").splitlines()

    judged = {
        "instruction_following": judge_instructions(asked, [*map(InstructionCase.model_validate_json, lines("instruction_following"))]),
        "conversation_continuity": judge_conversations(
            asked, [*map(ConversationCase.model_validate_json, lines("conversation_continuity"))]
        ),
        "tool_use": judge_tools(asked, [*map(ToolCase.model_validate_json, lines("tool_use"))]),
        "multi_step_tool_use": judge_chains(asked, [*map(ChainCase.model_validate_json, lines("multi_step_tool_use"))]),
    }
    metrics = {family: dict(figures.metrics) for family, figures in judged.items()}
    half, most, longest = (float(np.quantile(taken_ms, share)) for share in (0.5, 0.95, 1.0))
    return metrics | {"turn": {"num": float(len(taken_ms)), "median_ms": half, "p95_ms": most, "max_ms": longest}}


if __name__ == "__main__":
    main()
