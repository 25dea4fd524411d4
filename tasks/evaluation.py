"""Evaluation of the models that agents trained."""

from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from p2p.agent.sessions import SessionReport
from tasks.computations import Evaluate, Evaluated, Skew, compute


@task(cache_policy=NO_CACHE, persist_result=False)
def evaluate_models(skew: Skew, sessions: tuple[SessionReport, ...]) -> dict[str, Evaluated]:
    """Figures of each session's final model and the accuracy of every checkpoint, by codec."""
    asked = [Evaluate(skew=skew, plan=session.plan, models=checkpoints(session)) for session in sessions]
    results = compute(*asked)
    return {one.plan.codec: result for one, result in zip(asked, results, strict=True) if isinstance(result, Evaluated)}


def checkpoints(session: SessionReport) -> tuple[Path, ...]:
    """The model files that the coordinator wrote after each round."""
    assert session.model_path is not None
    folder = Path(session.model_path).parent
    return tuple(folder / f"model-{one.round_index}.safetensors" for one in session.rounds)
