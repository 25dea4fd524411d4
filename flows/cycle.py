"""`python -m flows.cycle`: the gates of a volunteer's cycle in the profile `rehearsal`, those that have to run, in one process."""

from flows.local_api.environment import enter_project_environment

if __name__ == "__main__":
    enter_project_environment()

from importlib import import_module

from core.errors import CodedError
from flows.entry import FlowRun, leave, run_flow
from gates.catalogue import GATES, REHEARSAL, Profile
from gates.judges import JUDGEMENTS
from gates.params.project import ProjectParameters
from tasks.cohort.cycle import due_gates
from tasks.errors import GateFailedError
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT

_GATES = {gate.name: gate for gate in GATES.values()}


def rehearse_gates(run_id: str, names: tuple[str, ...], params: ProjectParameters) -> None:
    """Run these gates one after the other under the contract's floors; one that fails does not keep the others from running.

    Errors: GateFailedError (tasks.gate.failed) with the names of those that failed.
    """
    failed: list[str] = []
    for name in names:
        try:
            gate_flow = getattr(import_module(f"flows.{name}"), f"{name}_gate")
            options = {option.removeprefix("--").replace("-", "_"): True for option in _GATES[name].options}
            gate_flow(run_id, REHEARSAL, getattr(params, name), JUDGEMENTS[name].floors, **options)
        except CodedError as error:
            print(f"{name}: {error}", flush=True)
            failed.append(name)
    if failed:
        raise GateFailedError(f"failed: {', '.join(failed)}", gate=failed[0])


def main() -> int:
    """Exit code 0 where every gate passed, 1 where one failed, 130 when interrupted."""

    def prepare(profile: Profile) -> FlowRun:
        params, names = load_project(PROJECT_ROOT), due_gates(PROJECT_ROOT, profile)
        return lambda run_id: rehearse_gates(run_id, names, params)

    return run_flow(prepare, "cycle", REHEARSAL)


if __name__ == "__main__":
    leave(main())
