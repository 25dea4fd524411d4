"""`python -m flows.reproducibility`: the nine tasks at several seeds, one of them over agents, and one of them once more."""

from flows.local_api.environment import enter_project_environment

if __name__ == "__main__":
    enter_project_environment()

from prefect import flow

from flows.entry import leave, run_gate
from gates.catalogue import REPRODUCIBILITY, Profile
from gates.params.generality import GeneralityParameters, ReproducibilityParameters
from gates.params.limits.reproducibility import ReproducibilityLimits
from gates.verdicts.reproducibility import REPRODUCIBILITY_JUDGEMENT
from gates.verdicts.verdict import Verdict
from tasks.agents.network import agent_network
from tasks.agents.run import introduce, train_over
from tasks.computing.seeds import compute_seeds
from tasks.gate.conclusion import conclude_gate
from tasks.gate.run import GateRun, begin_gate
from tasks.project.files import PROJECT_ROOT
from tasks.project.parameters import read_section
from tasks.runs.generality.preparing import prepare_tasks
from tasks.runs.generality.sections import read_sections
from tasks.runs.reproducibility import TRAINED, ReproducibilityRun


@flow(name="reproducibility", flow_run_name="reproducibility-{run_id}")
def reproducibility_gate(run_id: str, profile: Profile, params: ReproducibilityParameters, limits: ReproducibilityLimits) -> Verdict:
    """Does generality hold at every seed, and does a seed end in the same bits when it is run again, alone or by agents?"""
    sections = read_sections(PROJECT_ROOT, profile, read_section(PROJECT_ROOT, "generality", GeneralityParameters))
    prepare_tasks(PROJECT_ROOT, sections)
    gate = begin_gate(REPRODUCIBILITY, profile, run_id)
    run = ReproducibilityRun(params, sections)
    with gate.failures_recorded():
        train_over_real_agents(gate, run)
        with gate.step("seeds") as step:
            compute_seeds(gate.gate.name, run.jobs(), run.take)
            step.detail = run.detail()
    return conclude_gate(gate, run.outcome, REPRODUCIBILITY_JUDGEMENT, limits)


def train_over_real_agents(gate: GateRun, run: ReproducibilityRun) -> None:
    """One training of the first seed over agents, whose simulation has to end in the same bits."""
    reference = run.reference
    with agent_network(f"reproducibility-{gate.run_id}", reference.over_agents.num_clients) as network:
        run.introduced = introduce(gate.log, network, reference.skew, run.first_seed)
        plan, corpus = reference.over_agents, reference.skew.dataset
        run.sessions[TRAINED] = train_over(gate.log, network, plan, corpus, reference.round_timeout_s)


if __name__ == "__main__":
    leave(run_gate(reproducibility_gate, REPRODUCIBILITY, ReproducibilityParameters, REPRODUCIBILITY_JUDGEMENT))
