"""Training over agents, and the same training in simulation."""

import time
from collections.abc import Callable

from prefect import task
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE

from learning.plan import TrainingPlan
from p2p.agent.training.sessions import SessionReport, SessionRequest
from tasks.agents.network import COORDINATOR, AgentNetwork
from tasks.computing.computations import SharedOut, ShareOut, Simulate, Simulated, Skew, compute
from tasks.errors import SessionFailedError

POLL_S = 0.1
ROUND_SLACK_S = 30.0
"""What a round may take beyond its deadline: aggregation and the checkpoint."""

OnProgress = Callable[[SessionReport], None]


@task(cache_policy=NO_CACHE, persist_result=False)
def share_out(network: AgentNetwork, skew: Skew, seed: int) -> SharedOut:
    """Give every participant its own share of the examples, in its home."""
    targets = tuple(network.corpus_path(name, skew.dataset) for name in network.participant_names)
    (shared,) = compute(ShareOut(skew=skew, seed=seed, targets=targets))
    assert isinstance(shared, SharedOut)
    return shared


@task(cache_policy=NO_CACHE, persist_result=False, task_run_name="train-{plan.codec}")
def train_over_agents(
    network: AgentNetwork, plan: TrainingPlan, corpus: str, round_timeout_s: float, on_progress: OnProgress
) -> SessionReport:
    """The finished session of `plan` over the agents' examples of `corpus`, its progress told where something has changed.

    Errors: SessionFailedError (tasks.session.failed) with the session's own code.
    """
    client = network.client(COORDINATOR)
    request = SessionRequest(plan=plan, participants=network.participants, corpus=corpus, round_timeout_s=round_timeout_s)
    session_id = client.start_session(request)
    bar = create_progress_artifact(0.0, key=f"training-{plan.codec}", description=f"{plan.num_rounds} rounds, {plan.codec}")
    finished, told = -1, None
    give_up = time.monotonic() + plan.num_rounds * (round_timeout_s + ROUND_SLACK_S)
    while (report := client.session(session_id)).status == "running":
        if time.monotonic() > give_up:
            client.cancel_session(session_id)
            raise SessionFailedError("the session took longer than all its rounds together may", session_id=session_id)
        if report != told:
            on_progress(told := report)
        if len(report.rounds) != finished:
            finished = len(report.rounds)
            update_progress_artifact(bar, 100.0 * finished / plan.num_rounds)  # pyright: ignore[reportArgumentType]
        time.sleep(POLL_S)
    on_progress(report)
    update_progress_artifact(bar, 100.0 * len(report.rounds) / plan.num_rounds)  # pyright: ignore[reportArgumentType]
    if report.status != "completed":
        raise SessionFailedError(f"the session {report.status}: {report.error}", session_id=session_id)
    return report


@task(cache_policy=NO_CACHE, persist_result=False)
def simulate_all(runs: tuple[Simulate, ...]) -> tuple[Simulated, ...]:
    """The result of each simulation, all of them in one process that is neither an agent's nor the flow's."""
    return tuple(result for result in compute(*runs) if isinstance(result, Simulated))
