"""`python -m flows.smoke`: real agents find each other and train together, held to their simulated twin."""

from flows.local_api.environment import enter_project_environment

if __name__ == "__main__":
    enter_project_environment()

import sys

from prefect import flow

from flows.entry import run_gate
from gates.catalogue import SMOKE, Profile
from gates.params.project import ProjectParameters
from gates.verdicts.verdict import Verdict
from tasks.agents import agent_network, discover_agents, start_agents
from tasks.conclusion import conclude_gate
from tasks.data import prepare_digits
from tasks.evaluation import evaluate_models
from tasks.gate_run import begin_gate
from tasks.progress import show_rounds
from tasks.project_files import PROJECT_ROOT
from tasks.publishing import publish_model
from tasks.smoke_run import SmokeRun
from tasks.training import share_out_digits, train_over_agents, train_twins


@flow(name="smoke", flow_run_name="smoke-{run_id}")
def smoke_gate(run_id: str, profile: Profile, params: ProjectParameters) -> Verdict:
    """Do real agents find each other and train one model together, to the bits of their simulated twin?"""
    prepare_digits(PROJECT_ROOT)
    gate = begin_gate(SMOKE, profile, run_id)
    run = SmokeRun(run_id, params.smoke, gate.log)
    with gate.failures_recorded():
        train_and_evaluate(run)
    return conclude_gate(gate, lambda: run.outcome(params.limits.smoke.min_accuracy), params)


def train_and_evaluate(run: SmokeRun) -> None:
    """The steps, each of which needs those before it."""
    with agent_network(f"smoke-{run.run_id}", run.params.num_agents) as network:
        with run.log.step("agents") as step:
            run.shared = share_out_digits(network, run.skew, run.params.seed)
            run.peers = start_agents(network)
            step.detail = f"{len(run.peers)} agents ready; mean label total-variation distance {run.shared.label_total_variation:.3f}"
        with run.log.step("discovery") as step:
            step.detail = f"{len(run.peers)} agents know each other {discover_agents(network):.2f} s after the last was ready"
        for codec in ("fp32", "int8"):
            with run.log.step(f"train_{codec}") as step, show_rounds(codec, run.params.num_rounds) as on_progress:
                run.sessions[codec] = train_over_agents(network, run.plan(codec), run.params.round_timeout_s, on_progress)
                step.detail = run.training_detail(codec)
        with run.log.step("twin") as step:
            run.take_twins(train_twins(run.skew, run.twin_runs()))
            step.detail = "the same bits as in simulation, fp32 and int8"
        with run.log.step("evaluate") as step:
            run.evaluated = evaluate_models(run.skew, tuple(run.sessions.values()))
            step.detail = run.evaluation_detail()
        publish_model(run.sessions["fp32"], run.evaluated["fp32"])


if __name__ == "__main__":
    sys.exit(run_gate(smoke_gate, SMOKE))
