"""A seed's run that passes our own limits, and the session over agents that goes with it."""

from p2p.agent.computing.operations import Said
from p2p.agent.training.sessions import RoundReport, SessionReport
from tasks.agents.run import Introduced
from tasks.computing.computations import Figures, SharedOut, Simulated
from tasks.runs.generality.computations import Dialogue, Refusals, SeedRun, TaskFigures
from tasks.runs.generality.references import Reference

TWIN = "b" * 64
SPREAD = {"recall_at_1": 0.95, "recall_at_k": 1.0, "mrr": 0.97}
INTRODUCED = Introduced(("coordinator", "peer-1"), SharedOut(sizes=(40, 35), label_total_variation=0.3))  # pyright: ignore[reportArgumentType]


ASKED = (
    "classification",
    "retrieval",
    "long_context_retrieval",
    "instruction_following",
    "conversation_continuity",
    "tool_use",
    "multi_step_tool_use",
    "out_of_scope",
)
DIALOGUE = Dialogue(texts=("two plus two",), replies=(Said(text="4", intent="tools", is_refused=False),))


def simulated(accuracy: float, uplink_bytes: int, weights_sha256: str = TWIN) -> Simulated:
    figures = Figures(accuracy=accuracy, macro_f1=accuracy, per_client_accuracy=(accuracy,))
    return Simulated(
        weights_sha256=weights_sha256, label_total_variation=0.3, uplink_bytes=uplink_bytes, duration_s=0.5, losses=(1.0,), figures=figures
    )


def task(score: float, **metrics: float) -> TaskFigures:
    return TaskFigures(runtime_sec=0.1, metrics=metrics or {"pass_rate": score}, counts={"cases": 20}, score=score)


def seed_run(seed: int = 0, *, twin: str = TWIN) -> SeedRun:
    families = {
        "retrieval": task(0.96, **SPREAD),
        "long_context_retrieval": task(0.96, **SPREAD),
        "instruction_following": task(0.9),
        "conversation_continuity": task(0.95),
        "tool_use": task(0.97),
        "multi_step_tool_use": task(0.93, pass_rate=0.96, chain_pass_rate=0.9),
    }
    reference = task(0.96, int8_accuracy_drop=0.01, int8_comm_savings_percent=75.0)
    references = dict.fromkeys(("distributed_reference", "adapter_reference"), reference)
    refusals = Refusals(out_of_scope=10, out_of_scope_refused=9, recall=0.9, in_scope=100, in_scope_refused=2, false_alarm_rate=0.02)
    return SeedRun(
        seed=seed,
        tasks={"classification": task(0.94, accuracy=0.94, macro_f1=0.94), **families, **references},
        paraphrases={name: one.model_copy(update={"score": one.score - 0.01}) for name, one in families.items()},
        refusals={"cases": refusals, "paraphrases": refusals},
        weights={"router": "d" * 64},
        weights_sha256=f"{seed:064x}",
        twins=dict.fromkeys(references, simulated(0.96, 250, twin)),
        dialogues=dict.fromkeys(ASKED, DIALOGUE),
        wall_clock_sec=5.0,
        peak_rss_bytes=300_000_000,
    )


def session(reference: Reference) -> SessionReport:
    one = RoundReport(
        round_index=0, included=(0, 1), out=(), uplink_bytes=10, stream_bytes=20, weights_sha256=TWIN, duration_s=0.1, mean_loss=1.0
    )
    return SessionReport(
        session_id="s", status="completed", plan=reference.over_agents, participants=("p",), corpus=reference.skew.dataset,
        rounds=(one,), weights_sha256=TWIN, model_path="m",
    )  # fmt: skip
