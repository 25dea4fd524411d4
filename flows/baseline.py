"""`python -m flows.baseline`: centralised training beside federated, with full, eight-bit and sparse updates."""

from flows.local_api.environment import enter_project_environment

if __name__ == "__main__":
    enter_project_environment()

from prefect import flow

from flows.entry import leave, run_gate
from gates.catalogue import BASELINE, Profile
from gates.params.baseline import BaselineParameters
from gates.params.limits.baseline import BaselineLimits
from gates.params.profiles import ByProfile
from gates.verdicts.baseline import BASELINE_JUDGEMENT
from gates.verdicts.verdict import Verdict
from tasks.agents.network import agent_network
from tasks.agents.run import introduce, train_over
from tasks.agents.training import simulate_all
from tasks.computing.computations import Simulated
from tasks.computing.seeds import simulate_seeds
from tasks.gate.conclusion import conclude_gate
from tasks.gate.run import GateRun, begin_gate
from tasks.runs.baseline import CODECS, METHODS, OVER_AGENTS, BaselineRun


@flow(name="baseline", flow_run_name="baseline-{run_id}")
def baseline_gate(run_id: str, profile: Profile, params: ByProfile[BaselineParameters], limits: BaselineLimits) -> Verdict:
    """Does federated training with cheap updates come as near to centralised training as it must, on unlike clients?"""
    gate = begin_gate(BASELINE, profile, run_id)
    run = BaselineRun(params.of(profile))
    with gate.failures_recorded():
        train_over_real_agents(gate, run)
        simulate_every_seed(gate, run)
    return conclude_gate(gate, run.outcome, BASELINE_JUDGEMENT, limits)


def train_over_real_agents(gate: GateRun, run: BaselineRun) -> None:
    """One seed over agents, to the bits of its simulated twin."""
    with agent_network(f"baseline-{gate.run_id}", run.params.num_clients) as network:
        run.introduced = introduce(gate.log, network, run.skew, run.agents_seed)
        for method in OVER_AGENTS:
            plan = run.plan(method, run.agents_seed)
            run.sessions[method] = train_over(gate.log, network, plan, run.skew.dataset, run.params.round_timeout_s)
    with gate.step("twin") as step:
        runs = (run.simulation(method, run.agents_seed, run.sessions[method].participation) for method in OVER_AGENTS)
        run.take_twins(simulate_all(tuple(runs)))
        step.detail = f"the same bits as in simulation, {' and '.join(CODECS[method] for method in OVER_AGENTS)}"


def simulate_every_seed(gate: GateRun, run: BaselineRun) -> None:
    """Every method at every seed, two processes at a time."""
    with gate.step("simulate") as step:
        seeds = {seed: {method: run.simulation(method, seed) for method in METHODS} for seed in run.params.seeds}
        simulate_seeds(BASELINE.name, seeds, run.simulated, Simulated)
        step.detail = f"{len(METHODS)} methods at {len(run.params.seeds)} seeds"


if __name__ == "__main__":
    leave(run_gate(baseline_gate, BASELINE, ByProfile[BaselineParameters], BASELINE_JUDGEMENT))
