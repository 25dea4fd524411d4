"""`python -m flows.benchmark`: what training, retrieval and classification take, each measured in a process of its own."""

from flows.local_api.environment import enter_project_environment

if __name__ == "__main__":
    enter_project_environment()

from prefect import flow

from flows.entry import leave, run_gate
from gates.catalogue import BENCHMARK, Profile
from gates.params.project import ProjectParameters
from gates.verdicts.verdict import Verdict
from tasks.benchmark import MeasuredWorkload, measure_workload, workloads
from tasks.benchmark_artifact import benchmark_outcome
from tasks.conclusion import conclude_gate
from tasks.data import prepare_digits
from tasks.gate_run import begin_gate
from tasks.project_files import PROJECT_ROOT


@flow(name="benchmark", flow_run_name="benchmark-{run_id}")
def benchmark_gate(run_id: str, profile: Profile, params: ProjectParameters) -> Verdict:
    """What do training, retrieval and classification take on this machine, in seconds and in memory?"""
    prepare_digits(PROJECT_ROOT)
    run = begin_gate(BENCHMARK, profile, run_id)
    repeats, measured = params.benchmark.of(profile).repeats, list[MeasuredWorkload]()
    for workload in workloads(params.benchmark):
        with run.failures_recorded(), run.step(workload.name) as step:
            measured.append(measure_workload(workload, repeats, params.benchmark.timeout_s))
            step.detail = measured[-1].detail()
    seeds = (params.benchmark.fedavg.seed,)
    return conclude_gate(run, lambda: benchmark_outcome(measured, repeats, profile, params.limits.benchmark, seeds), params)


if __name__ == "__main__":
    leave(run_gate(benchmark_gate, BENCHMARK))
