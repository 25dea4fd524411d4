"""Evaluation of the models that agents trained."""

from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from p2p.agent.training.sessions import SessionReport
from tasks.computing.computations import Evaluate, Evaluated, Skew, compute
from tasks.errors import ModelDiffersError


@task(cache_policy=NO_CACHE, persist_result=False)
def evaluate_models(skew: Skew, sessions: tuple[SessionReport, ...]) -> dict[str, Evaluated]:
    """Figures of each session's final model and the accuracy of every checkpoint, by codec.

    Errors: ModelDiffersError (tasks.model.differs).
    """
    asked = [Evaluate(skew=skew, plan=session.plan, models=checkpoints(session)) for session in sessions]
    results = compute(*asked)
    found = {one.plan.codec: result for one, result in zip(asked, results, strict=True) if isinstance(result, Evaluated)}
    for session in sessions:
        check_model(session, found[session.plan.codec])
    return found


def check_model(session: SessionReport, evaluated: Evaluated) -> None:
    """Return when what was evaluated is what the session ended in.

    Errors: ModelDiffersError (tasks.model.differs).
    """
    if evaluated.weights_sha256 != session.weights_sha256:
        message = "the model that was evaluated is not the one that the session ended in"
        raise ModelDiffersError(message, evaluated=evaluated.weights_sha256, session=session.weights_sha256)


def checkpoints(session: SessionReport) -> tuple[Path, ...]:
    """The model files that the coordinator wrote: the first weights, then those after each round."""
    assert session.model_path is not None
    folder = Path(session.model_path).parent
    return tuple(folder / f"model-{index}.safetensors" for index in range(len(session.rounds) + 1))
