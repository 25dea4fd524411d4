"""`python -m tasks.runs.generality.public`: the tasks on public data, asked for as JSON on standard input, their figures on standard output."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from learning.calls.choosing import choose
from learning.calls.filling import fill
from learning.calls.functions import Call, Request, is_right
from tasks.computing.answering import answer_input
from tasks.computing.worker import run_simulate
from tasks.data.function_calls import FunctionCalls, load_function_calls
from tasks.runs.generality.computations import PublicRun, RunPublic, share
from tasks.runs.generality.scope import scope_figures
from tasks.sweep.handed_down import end_with

SEEN_EVERY = 4
"""The first of so many requests was seen by who wrote the rules, and is not judged."""


def run_public(root: Path, asked: RunPublic) -> PublicRun:
    """The figures of every public task."""
    heads = {name: run_simulate(root, one) for name, one in asked.heads.items()}
    fields = {name: {"accuracy": one.figures.accuracy, "macro_f1": one.figures.macro_f1} for name, one in heads.items()}
    calls = call_figures(load_function_calls(root), asked.call_nearness)
    fields |= {"function_calls": calls, "out_of_scope": scope_figures(root, asked.max_false_alarms)}
    return PublicRun(fields=fields, weights={name: one.weights_sha256 for name, one in heads.items()})


def call_figures(calls: FunctionCalls, call_nearness: float) -> dict[str, float]:
    """Right calls of those that are due, and requests that are rightly refused or taken on; the mean of both shares is `relevance`."""
    simple, multiple, irrelevant = (unseen(requests) for requests in (calls.simple, calls.multiple, calls.irrelevant))
    chosen = [choose(request.function, request.text)[0].name in calls.answers[request.id].ground_truth[0] for request in multiple]
    is_called = [is_called_right(calls, request) for request in (*simple, *multiple)]
    taken_on = share([choose(request.function, request.text)[1] >= call_nearness for request in simple])
    refused = share([choose(request.function, request.text)[1] < call_nearness for request in irrelevant])
    return {
        "call_accuracy": share(is_called),
        "choice_accuracy": share(chosen),
        "relevance": (taken_on + refused) / 2,
        "taken_on": taken_on,
        "refused": refused,
        "requests": len(is_called) + len(irrelevant),
    }


def is_called_right(calls: FunctionCalls, request: Request) -> bool:
    """Whether the request's function is chosen and its arguments are right."""
    function = choose(request.function, request.text)[0]
    return is_right(Call(function.name, fill(function, request.text)), calls.answers[request.id], function)


def unseen(requests: Sequence[Request]) -> list[Request]:
    """The requests that nobody looked at who wrote the rules."""
    return [request for index, request in enumerate(requests) if index % SEEN_EVERY]


if __name__ == "__main__":
    end_with(os.getppid())
    sys.exit(answer_input(RunPublic, run_public))
