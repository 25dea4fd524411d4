"""`python -m flows.classification`: texts are given their labels, well and at once, and agents learn the same task together."""

from flows.local_api.environment import enter_project_environment

if __name__ == "__main__":
    enter_project_environment()

from prefect import flow

from flows.entry import leave, run_gate
from gates.catalogue import CLASSIFICATION, Profile
from gates.params.classification import ClassificationParameters
from gates.params.data import TextsParameters
from gates.params.limits.classification import ClassificationLimits
from gates.params.profiles import ByProfile
from gates.verdicts.classification import CLASSIFICATION_JUDGEMENT
from gates.verdicts.verdict import Verdict
from tasks.agents.network import agent_network
from tasks.agents.run import introduce, train_over
from tasks.agents.training import simulate_all
from tasks.gate.conclusion import conclude_gate
from tasks.gate.run import begin_gate
from tasks.project.files import PROJECT_ROOT
from tasks.project.parameters import read_section
from tasks.runs.classification.run import ClassificationRun
from tasks.runs.classification.text_sets import classify_texts, prepare_text_sets


@flow(name="classification", flow_run_name="classification-{run_id}")
def classification_gate(
    run_id: str, profile: Profile, params: ByProfile[ClassificationParameters], limits: ClassificationLimits
) -> Verdict:
    """Does a small model tell at once what a person wants, from texts unlike those that it has seen?"""
    run_params, texts = params.of(profile), read_section(PROJECT_ROOT, "data.texts", TextsParameters)
    prepare_text_sets(PROJECT_ROOT, run_params.datasets, run_params.dataset)
    gate = begin_gate(CLASSIFICATION, profile, run_id)
    run = ClassificationRun(run_id, run_params, texts, gate.log)
    with gate.failures_recorded():
        for dataset in run_params.datasets:
            with gate.step(f"classify_{dataset}") as step:
                step.detail = run.take(classify_texts(dataset, run_params, texts))
        train_over_real_agents(run)
    return conclude_gate(gate, lambda: run.outcome(limits.min_accuracy), CLASSIFICATION_JUDGEMENT, limits)


def train_over_real_agents(run: ClassificationRun) -> None:
    """One seed of the federated form over agents, to the bits of its simulated twin."""
    agents = run.params.agents
    with agent_network(f"classification-{run.run_id}", agents.num_agents) as network:
        run.introduced = introduce(run.log, network, run.skew, run.params.seeds[0])
        run.sessions[agents.codec] = train_over(run.log, network, run.plan(), run.skew.dataset, agents.round_timeout_s)
    with run.log.step("twin") as step:
        run.take_twins(simulate_all((run.twin_run(),)))
        step.detail = run.agents_detail()


if __name__ == "__main__":
    leave(run_gate(classification_gate, CLASSIFICATION, ByProfile[ClassificationParameters], CLASSIFICATION_JUDGEMENT))
