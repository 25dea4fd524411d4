"""`python -m flows.benchmark`: what training, retrieval and classification take, each measured in a process of its own."""

from flows.local_api.environment import enter_project_environment

if __name__ == "__main__":
    enter_project_environment()

from prefect import flow

from flows.entry import leave, run_gate
from gates.catalogue import BENCHMARK, Profile
from gates.params.benchmark import BenchmarkParameters
from gates.params.limits.benchmark import BenchmarkLimits
from gates.verdicts.benchmark import BENCHMARK_JUDGEMENT
from gates.verdicts.verdict import Verdict
from tasks.data.digit_files import prepare_digits
from tasks.gate.conclusion import conclude_gate
from tasks.gate.run import begin_gate
from tasks.project.files import PROJECT_ROOT
from tasks.runs.benchmark.artifact import benchmark_outcome
from tasks.runs.benchmark.measuring import MeasuredWorkload, measure_workload, workloads


@flow(name="benchmark", flow_run_name="benchmark-{run_id}")
def benchmark_gate(run_id: str, profile: Profile, params: BenchmarkParameters, limits: BenchmarkLimits) -> Verdict:
    """What do training, retrieval and classification take on this machine, in seconds and in memory?"""
    prepare_digits(PROJECT_ROOT)
    run = begin_gate(BENCHMARK, profile, run_id)
    repeats, measured = params.of(profile).repeats, list[MeasuredWorkload]()
    for workload in workloads(params):
        with run.failures_recorded(), run.step(workload.name) as step:
            measured.append(measure_workload(workload, repeats, params.timeout_s))
            step.detail = measured[-1].detail()
    seeds = (params.fedavg.seed,)
    return conclude_gate(run, lambda: benchmark_outcome(measured, repeats, profile, limits, seeds), BENCHMARK_JUDGEMENT, limits)


if __name__ == "__main__":
    leave(run_gate(benchmark_gate, BENCHMARK, BenchmarkParameters, BENCHMARK_JUDGEMENT))
