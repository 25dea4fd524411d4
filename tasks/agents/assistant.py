"""`python -m tasks.agents.assistant`: train the assistant's router over simulated clients and put it, with documents, into the own agent's home."""

import sys
from pathlib import Path

from core.errors import CodedError
from learning.retrieval.corpus import parse_corpus
from p2p.agent.assistant.files import RouterCard, write_assistant
from p2p.agent.settings import home_of, load_settings
from tasks.agents.router import train_router
from tasks.computing.computations import Simulate
from tasks.data.registry import read_data
from tasks.data.texts import load_texts
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tasks.runs.adapter.methods import OVER_AGENTS, head_only, plan_of
from tasks.runs.adapter.run import AdapterRun


def router_training(root: Path) -> Simulate:
    """The adapter gate's head alone on what the frozen encoder makes of its texts, at its first seed."""
    project = load_project(root)
    method = head_only(OVER_AGENTS[0])
    return Simulate(
        skew=AdapterRun(project.adapter.reduced, project.data.texts).skew(method),
        plan=plan_of(method, project.adapter.reduced, project.adapter.reduced.seeds[0]),
    )


def write_own_assistant(root: Path, folder: Path) -> RouterCard:
    """Train the router and write it with the project's own documents into `folder`.

    Errors: DataMissingError (gates.data.missing), DataAlteredError (gates.data.altered), those of `parse_corpus` and `simulate`.
    """
    asked = router_training(root)
    weights_P, threshold = train_router(root, asked)
    documents = parse_corpus(read_data(root, "own/retrieval.json")).documents
    return write_assistant(folder, weights_P, load_texts(root, asked.skew.dataset).labels, threshold, documents)


def main() -> int:
    """Write the assistant of the own home; 0, or 1 with the reason."""
    try:
        home = home_of(load_settings())
        home.prepare()
        card = write_own_assistant(PROJECT_ROOT, home.path / "assistant")
    except CodedError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    sys.stdout.write(f"{home.path / 'assistant'}: {len(card.labels)} intents, said from {card.threshold:.2f} on\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
