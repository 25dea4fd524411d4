"""The steps that both fairness gates have: the trial over agents, and every training in simulation."""

from tasks.agents.run import Introduced, session_detail
from tasks.agents.training import share_out, simulate_all
from tasks.agents.trial import begin_trial, train_under_deadline, trial_network, warm_up_agents
from tasks.computing.computations import Contested
from tasks.computing.seeds import simulate_seeds
from tasks.gate.run import GateRun
from tasks.runs.deadlines.contest import Asked, ContestRun
from tasks.runs.deadlines.trial import METHODS, TrialRun


def hold_trial(gate: GateRun, run: TrialRun) -> None:
    """The steps `agents`, `trial_…` for each codec, and `twin`: throttled agents under a deadline, one killed, one joining.

    Errors: SessionFailedError (tasks.session.failed), AgentStartFailedError (p2p.agent.start_failed), TwinDiffersError (tasks.twin.differs).
    """
    with trial_network(f"{gate.gate.name}-{gate.run_id}", run.params.trial, run.skew.dataset, run.warm_up()) as agents:
        with gate.step("agents") as step:
            shared = share_out(agents.network, run.skew, run.seed)
            begin_trial(agents)
            run.introduced = Introduced(agents.peers, shared)
            warm_up_agents(agents)
            agents.slow_down()
            step.detail = f"{len(agents.peers)} agents, each with its processor and its line"
        for method, codec in METHODS.items():
            with gate.step(f"trial_{codec}") as step:
                run.sessions[method] = train_under_deadline(agents, run.plan(method), run.first_round(method))
                step.detail = session_detail(run.sessions[method])
    with gate.step("twin") as step:
        run.take_twins(simulate_all(run.twin_runs()))
        step.detail = f"the same bits as in simulation; {run.detail()}"


def simulate_contest(gate: GateRun, run: ContestRun[Asked]) -> None:
    """The step `simulate`: every method at every seed and deadline, two processes at a time."""
    with gate.step("simulate") as step:
        simulate_seeds(gate.gate.name, {seed: run.simulations(seed) for seed in run.params.seeds}, run.simulated, Contested)
        step.detail = run.detail()
