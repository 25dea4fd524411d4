"""A checker: one artifact file held to its limits, the verdict on standard output. Starts fast: it imports what it needs."""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic import JsonValue

from core.errors import CodedError
from core.parameters import Parameters, parse_parameters
from gates.artifacts.reading import MAX_ARTIFACT_BYTES, read_artifact
from gates.errors import ArtifactMissingError
from gates.judges import JUDGEMENTS, judge_artifact, limits_of
from gates.verdicts.verdict import MetricRow, Verdict
from tasks.project.files import read_regular

Observe = Callable[[Path, Mapping[str, JsonValue], Parameters], Verdict]
"""Judges the files that an artifact names; takes its path, its fields and the limits."""


def run_checker(gate: str, arguments: Sequence[str] | None = None, *, observe: Observe | None = None) -> int:
    """Check the artifact of `gate` that the arguments name, and print what was found; the exit code."""
    options = _parser(gate).parse_args(arguments)
    try:
        verdict = check(gate, options, observe)
    except CodedError as error:
        _print_refusal(gate, error, as_json=options.json)
        return 1
    _print_verdict(gate, verdict, as_json=options.json)
    return 0 if verdict.ok else 1


def check(gate: str, options: argparse.Namespace, observe: Observe | None) -> Verdict:
    """The verdict on the file and, where `observe` is given, on the files that it names.

    Errors: ArtifactMissingError (gates.artifact.missing), ArtifactInvalidError (gates.artifact.invalid),
    ParameterUnknownError (core.parameters.unknown), ParameterInvalidError (core.parameters.invalid).
    """
    limits = _limits(gate, options)
    artifact = read_artifact(_content(options.file))
    rows = [*_version_rows(gate, options.expected_schema_version), *judge_artifact(gate, artifact, limits).rows]
    return Verdict(gate, (*rows, *(observe(options.file, artifact, limits).rows if observe else ())))


def _content(path: Path) -> bytes:
    try:
        raw = read_regular(path.resolve(), MAX_ARTIFACT_BYTES)
    except (OSError, RuntimeError, ValueError):
        raw = None
    if raw is None:
        raise ArtifactMissingError(f"no such file, none that can be read, or one of more than {MAX_ARTIFACT_BYTES} bytes", path=str(path))
    return raw


def _version_rows(gate: str, expected: int) -> list[MetricRow]:
    known = JUDGEMENTS[gate].schema_version
    if expected == known:
        return []
    return [MetricRow("schema_version", known, "==", expected, None, ok=False, reason=f"this checker knows version {known} only")]


def _parser(gate: str) -> argparse.ArgumentParser:
    """One flag for each field of the gate's limits; none has a default, so that one given can be told from one not given."""
    judgement = JUDGEMENTS[gate]
    parser = argparse.ArgumentParser(description=f"{judgement.heading}. Without flags the limits are the contract's.", allow_abbrev=False)
    parser.add_argument("file", type=Path, metavar="FILE", help="the artifact")
    parser.add_argument("--expected-schema-version", type=int, default=judgement.schema_version, metavar="N")
    parser.add_argument("--json", action="store_true", help="print one JSON value")
    parser.add_argument("--limits", type=Path, metavar="params.yaml", help="take our own limits from this file; a flag beside it wins")
    for name, field in type(judgement.floors).model_fields.items():
        floor, flag = getattr(judgement.floors, name), f"--{name.replace('_', '-')}"
        help_text = f"without it: {'not judged' if floor is None else floor}"
        choices = _choices(field.annotation)
        if field.annotation is bool:
            parser.add_argument(flag, action=argparse.BooleanOptionalAction, default=None, help=help_text)
        else:
            parser.add_argument(flag, type=str if choices else _number, choices=choices, metavar=None if choices else "X", help=help_text)
    return parser


def _choices(annotation: object) -> tuple[str, ...] | None:
    """The words that a limit may be; None where it is a number."""
    words = [word for part in (annotation, *get_args(annotation)) if get_origin(part) is Literal for word in get_args(part)]
    return tuple(words) or None


def _number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        return float(text)


def _limits(gate: str, options: argparse.Namespace) -> Parameters:
    """The floors, or ours where a file of limits is given, with what the flags say in their place."""
    base = JUDGEMENTS[gate].floors if options.limits is None else _ours(gate, options.limits)
    given = {name: value for name in type(base).model_fields if (value := getattr(options, name)) is not None}
    return parse_parameters(type(base), {**base.model_dump(mode="json"), **given})


def _ours(gate: str, path: Path) -> Parameters:
    from gates.params.project import parse_project
    from tasks.project.parameters import read_parameter_file

    params = parse_project(read_parameter_file(path))
    return limits_of(params.limits, gate, params.profile)


def _print_refusal(gate: str, error: CodedError, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"error": error.as_json()}))
    else:
        print(f"{JUDGEMENTS[gate].heading}\n\nValidation failed:\n- {error.code}: {error}")


def _print_verdict(gate: str, verdict: Verdict, *, as_json: bool) -> None:
    judgement = JUDGEMENTS[gate]
    if as_json:
        print(json.dumps({"heading": judgement.heading, **verdict.as_json()}))
        return
    print("\n".join([judgement.heading, *(_line(row) for row in verdict.rows if row.value is not None), ""]))
    print("\n".join(["Validation failed:", *(f"- {failure}" for failure in verdict.failures)]) if verdict.failures else judgement.passed)


def _line(row: MetricRow) -> str:
    limit = "" if row.limit is None else f" ({row.comparison} {_text(row.limit)})"
    return f"- {row.metric}: {_text(row.value)}{limit}{'' if row.ok else ' FAILED'}"


def _text(value: JsonValue) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.6g}"
    return str(value)
