"""`python -m flows.smoke`: real agents find each other and train together, held to their simulated twin."""

from flows.local_api.environment import enter_project_environment

if __name__ == "__main__":
    enter_project_environment()

from prefect import flow

from flows.entry import leave, run_gate
from gates.catalogue import SMOKE, Profile
from gates.params.limits.smoke import SmokeLimits
from gates.params.smoke import SmokeParameters
from gates.verdicts.smoke import SMOKE_JUDGEMENT
from gates.verdicts.verdict import Verdict
from tasks.agents.evaluation import evaluate_models
from tasks.agents.network import AgentNetwork, agent_network
from tasks.agents.publishing import publish_model
from tasks.agents.run import introduce, train_over
from tasks.agents.slowing import slowed
from tasks.agents.training import simulate_all, train_over_agents
from tasks.data.digit_files import prepare_digits
from tasks.gate.conclusion import conclude_gate
from tasks.gate.run import begin_gate
from tasks.project.files import PROJECT_ROOT
from tasks.runs.smoke import CODECS, SmokeRun


@flow(name="smoke", flow_run_name="smoke-{run_id}")
def smoke_gate(run_id: str, profile: Profile, params: SmokeParameters, limits: SmokeLimits, include_fairness: bool = False) -> Verdict:
    """Do real agents find each other and train one model together, to the bits of their simulated twin?"""
    prepare_digits(PROJECT_ROOT)
    gate = begin_gate(SMOKE, profile, run_id)
    run = SmokeRun(run_id, params.of(profile), gate.log, include_fairness=include_fairness)
    with gate.failures_recorded():
        train_and_evaluate(run)
    return conclude_gate(gate, lambda: run.outcome(limits.min_accuracy), SMOKE_JUDGEMENT, limits)


def train_and_evaluate(run: SmokeRun) -> None:
    """The steps, each of which needs those before it."""
    with agent_network(f"smoke-{run.run_id}", run.params.num_agents) as network:
        run.introduced = introduce(run.log, network, run.skew, run.params.seed)
        for codec in CODECS:
            run.sessions[codec] = train_over(run.log, network, run.plan(codec), run.skew.dataset, run.params.round_timeout_s)
        with run.log.step("twin") as step:
            run.take_simulated(simulate_all(run.twin_runs()))
            step.detail = "the same bits as in simulation, fp32 and int8"
        with run.log.step("evaluate") as step:
            run.evaluated = evaluate_models(run.skew, tuple(run.sessions.values()))
            step.detail = run.evaluation_detail()
        publish_model(run.sessions["fp32"], run.evaluated["fp32"])
        if run.include_fairness:
            train_under_deadline(run, network)


def train_under_deadline(run: SmokeRun, network: AgentNetwork) -> None:
    """The step `fairness`: the last agent's processor is slow, and the rounds do not wait for it."""
    asked = run.params.fairness
    with run.log.step("fairness") as step:
        with slowed(network.agents[network.participant_names[run.slowed_client]].pid, asked.processor):
            session = train_over_agents(network, run.deadline_plan(), run.skew.dataset, asked.deadline_s, lambda _: None)
        (twin,) = simulate_all((run.deadline_twin(session),))
        step.detail = run.take_deadline(session, twin)


if __name__ == "__main__":
    leave(run_gate(smoke_gate, SMOKE, SmokeParameters, SMOKE_JUDGEMENT))
