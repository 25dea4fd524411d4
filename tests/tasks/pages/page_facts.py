"""Facts for pages, from the states that other tests judge."""

import json

from gates.goals import SubGoal, every_part
from gates.judges import floors_of, judge_artifact, limits_of
from gates.statement import Engine, Machine, RunRecord, Sources, Statement, make_statement
from gates.status import GateState
from tasks.pages.facts import GateFacts, Made
from tasks.pages.history import PastRun
from tasks.project.all_parameters import load_project
from tasks.project.files import PROJECT_ROOT
from tests.gates.mutations import sample

PARTS = {part.gate: part for part in every_part()}
LIMITS = load_project(PROJECT_ROOT).limits
MADE = Made("reduced", "reports", "2026-01-02T00:00:00Z")


def statement_of(gate: str, word: str = "test") -> Statement:
    run = RunRecord(
        run_id=word,
        gate=gate,
        profile="reduced",
        seeds=(0, 1),
        engine=Engine(packages={}, blas=()),
        machine=Machine(id="0", platform=word, cpu=word, num_cores=1, python="3"),
        timings_s={word: 1.5},
        git_commit=word,
        generated_utc="2026-01-01T00:00:00Z",
    )
    digest = {"name": "requirements.lock", "sha256": "b" * 64}
    sources = Sources.model_validate(
        {"inputs": [digest], "code": [digest], "params": [{"name": "profile", "sha256": "c" * 64, "value": 1}]}
    )
    return make_statement(run, sources, (PARTS[gate].artifact, "a" * 64), {f"{gate}_frame.parquet": "d" * 64})


def state_of_gate(gate: str, content: dict | None = None, **changed: object) -> GateState:
    artifact = json.loads(json.dumps(sample(gate) if content is None else content))
    found = {
        "is_present": True,
        "content": artifact,
        "ours": judge_artifact(gate, artifact, limits_of(LIMITS, gate, "reduced")),
        "floors": judge_artifact(gate, artifact, floors_of(gate, "reduced")),
        "signer": "release key",
        "statement": statement_of(gate),
    }
    return GateState(gate, PARTS[gate].artifact, **(found | changed))


def missing(gate: str) -> GateState:
    return GateState(gate, PARTS[gate].artifact, is_present=False)


def facts_of(state: GateState, num_past: int = 0, part: SubGoal | None = None) -> GateFacts:
    return GateFacts(part or PARTS[state.gate], "A goal", state, {"chart.png": b"\x89PNG"}, past_of(state, num_past))


def past_of(state: GateState, num_past: int) -> tuple[PastRun, ...]:
    rows = state.ours.rows if state.ours else ()
    values = {row.metric: float(row.value) for row in rows if isinstance(row.value, int | float) and not isinstance(row.value, bool)}
    moments = (f"2026-01-{1 + day:02}T00:00:00Z" for day in range(num_past))
    return tuple(PastRun(gate=state.gate, run_id=moment, run_utc=moment, ok=True, values=values) for moment in moments)
