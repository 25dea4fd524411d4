"""`python -m flows.generality`: one assistant and two trainings, held to nine unlike tasks."""

from flows.local_api.environment import enter_project_environment

if __name__ == "__main__":
    enter_project_environment()

from prefect import flow

from flows.entry import leave, run_gate
from gates.catalogue import GENERALITY, Profile
from gates.params.generality import GeneralityParameters
from gates.params.limits.generality import GeneralityLimits
from gates.verdicts.generality import GENERALITY_JUDGEMENT
from gates.verdicts.verdict import Verdict
from tasks.agents.dialogues import hold_over_agents
from tasks.agents.network import AgentNetwork, agent_network
from tasks.agents.run import introduce, train_over
from tasks.agents.training import share_out
from tasks.gate.conclusion import conclude_gate
from tasks.gate.run import GateRun, begin_gate
from tasks.project.files import PROJECT_ROOT
from tasks.runs.generality.preparing import prepare_tasks, run_public_tasks, run_tasks
from tasks.runs.generality.run import GeneralityRun
from tasks.runs.generality.sections import read_sections


@flow(name="generality", flow_run_name="generality-{run_id}")
def generality_gate(run_id: str, profile: Profile, params: GeneralityParameters, limits: GeneralityLimits) -> Verdict:
    """Does one assistant serve nine unlike tasks, on cases that nobody who made it has seen?"""
    sections = read_sections(PROJECT_ROOT, profile, params)
    prepare_tasks(PROJECT_ROOT, sections)
    gate = begin_gate(GENERALITY, profile, run_id)
    run = GeneralityRun(sections, gate.log)
    with gate.failures_recorded():
        with agent_network(f"generality-{gate.run_id}", run.num_agents) as network:
            train_over_real_agents(gate, run, network)
            answering = network.participant_names[0]
            with gate.step("tasks") as step:
                step.detail = run.take(run_tasks(run.asked(network.assistant_folder(answering))))
            with gate.step("dialogues") as step:
                step.detail = run.take_replies(hold_over_agents(network, answering, run.dialogues))
        for asked in run.asked_of_public:
            with gate.step("public") as step:
                step.detail = run.take_public(run_public_tasks(asked))
    return conclude_gate(gate, lambda: run.outcome(limits.min_overall_score), GENERALITY_JUDGEMENT, limits)


def train_over_real_agents(gate: GateRun, run: GeneralityRun, network: AgentNetwork) -> None:
    """Both references over agents, with the seed of the nine tasks, whose simulation has to end in the same bits."""
    first, *others = run.references.values()
    for reference in others:
        share_out(network, reference.skew, run.seed)
    run.introduced = introduce(gate.log, network, first.skew, run.seed)
    for task, reference in run.references.items():
        plan, corpus = reference.over_agents, reference.skew.dataset
        run.sessions[task] = train_over(gate.log, network, plan, corpus, reference.round_timeout_s, name=task)


if __name__ == "__main__":
    leave(run_gate(generality_gate, GENERALITY, GeneralityParameters, GENERALITY_JUDGEMENT))
