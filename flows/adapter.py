"""`python -m flows.adapter`: an adapter of the frozen encoder with its head, trained together, beside the head alone."""

from flows.local_api.environment import enter_project_environment

if __name__ == "__main__":
    enter_project_environment()

from prefect import flow

from flows.entry import leave, run_gate
from gates.catalogue import ADAPTER, Profile
from gates.params.adapter import AdapterParameters
from gates.params.data import TextsParameters
from gates.params.limits.adapter import AdapterLimits
from gates.params.profiles import ByProfile
from gates.verdicts.adapter import ADAPTER_JUDGEMENT
from gates.verdicts.verdict import Verdict
from tasks.agents.network import agent_network
from tasks.agents.run import introduce, train_over
from tasks.agents.training import simulate_all
from tasks.computing.computations import Simulated
from tasks.computing.seeds import simulate_seeds
from tasks.gate.conclusion import conclude_gate
from tasks.gate.run import GateRun, begin_gate
from tasks.project.files import PROJECT_ROOT
from tasks.project.parameters import read_section
from tasks.runs.adapter.methods import AT_A_TIME, CODECS, OVER_AGENTS
from tasks.runs.adapter.run import AdapterRun
from tasks.runs.adapter.texts import prepare_encoded_texts


@flow(name="adapter", flow_run_name="adapter-{run_id}")
def adapter_gate(run_id: str, profile: Profile, params: ByProfile[AdapterParameters], limits: AdapterLimits) -> Verdict:
    """Does a federated adapter come near to the centralised one, for a fraction of the full model's bytes, and does it add anything?"""
    run = AdapterRun(params.of(profile), read_section(PROJECT_ROOT, "data.texts", TextsParameters))
    prepare_encoded_texts(PROJECT_ROOT, run.params.dataset)
    gate = begin_gate(ADAPTER, profile, run_id)
    with gate.failures_recorded():
        train_over_real_agents(gate, run)
        simulate_every_seed(gate, run)
    return conclude_gate(gate, run.outcome, ADAPTER_JUDGEMENT, limits)


def train_over_real_agents(gate: GateRun, run: AdapterRun) -> None:
    """One seed over agents, to the bits of its simulated twin."""
    agents, skew = run.params.agents, run.skew(OVER_AGENTS[0])
    with agent_network(f"adapter-{gate.run_id}", agents.num_agents) as network:
        run.introduced = introduce(gate.log, network, skew, run.agents_seed)
        for method in OVER_AGENTS:
            plan = run.plan_over_agents(method)
            run.sessions[method] = train_over(gate.log, network, plan, skew.dataset, agents.round_timeout_s)
    with gate.step("twin") as step:
        run.take_twins(simulate_all(tuple(run.twin(method) for method in OVER_AGENTS)))
        step.detail = f"the same bits as in simulation, {' and '.join(CODECS[method] for method in OVER_AGENTS)}"


def simulate_every_seed(gate: GateRun, run: AdapterRun) -> None:
    """Every method at every seed, with an adapter and with the head alone."""
    with gate.step("simulate") as step:
        asked = {seed: run.simulations(seed) for seed in run.params.seeds}
        simulate_seeds(ADAPTER.name, asked, run.simulated, Simulated, at_a_time=AT_A_TIME)
        step.detail = run.detail()


if __name__ == "__main__":
    leave(run_gate(adapter_gate, ADAPTER, ByProfile[AdapterParameters], ADAPTER_JUDGEMENT))
