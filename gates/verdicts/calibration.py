"""Is it known, and steadily so, what a step and an update of each model cost?"""

from collections.abc import Mapping

from pydantic import JsonValue

from gates.artifacts.calibration import SCHEMA_VERSION, Calibration
from gates.params.limits.calibration import CALIBRATION_FLOORS, CalibrationLimits
from gates.verdicts.judge import Judge
from gates.verdicts.judgement import Judgement
from gates.verdicts.verdict import Verdict


def judge_calibration(artifact: Mapping[str, JsonValue], limits: CalibrationLimits) -> Verdict:
    """The verdict on `calibration.json` as plain JSON."""
    judge = Judge("calibration", artifact)
    judge.equals("schema_version", SCHEMA_VERSION)
    judge.hold(("config.repeats", ">=", limits.min_repeats))
    judge.derived("models", judge.count("models"), ">=", 1)
    for index in range(judge.count("models")):
        path = f"models[{index}]"
        judge.hold((f"{path}.step_sec.median", ">", 0.0), (f"{path}.step_sec.spread", "<=", limits.max_spread))
        _judge_order(judge, f"{path}.step_sec")
        _judge_update_bytes(judge, f"{path}.update_bytes")
    judge.model(Calibration)
    return judge.verdict()


def _judge_order(judge: Judge, path: str) -> None:
    least, median, most = (judge.number(f"{path}.{name}") for name in ("min", "median", "max"))
    if least is not None and median is not None and most is not None and not least <= median <= most:
        judge.fail(f"{path}.median", "does not lie between min and max", "==", None, median)


def _judge_update_bytes(judge: Judge, path: str) -> None:
    """Plain floating point is there, and no other codec needs more."""
    plain, found = judge.number(f"{path}.fp32"), judge.value(path)
    judge.hold((f"{path}.fp32", ">", 0.0))
    for codec in sorted(found) if isinstance(found, Mapping) else ():
        if codec != "fp32":
            judge.hold((f"{path}.{codec}", ">", 0.0), (f"{path}.{codec}", "<=", plain))


CALIBRATION_JUDGEMENT = Judgement("Calibration summary", SCHEMA_VERSION, CALIBRATION_FLOORS, judge_calibration)
