"""`p2p-agent doctor`: what keeps this agent from finding and reaching others, and what to do."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.output import AsJson, filled, plain, print_json, reported, waiting

if TYPE_CHECKING:
    from p2p.doctor.finding import Finding

TIMEOUT_S = 60.0
_REPOSITORY = Path(__file__).resolve().parents[1]
_COLOURS = {"pass": "green", "fail": "red", "skip": "yellow"}


def doctor(as_json: AsJson = False) -> None:
    """Examine this machine, the agent's home and a running agent; exit 1 where something fails."""
    with reported(as_json), waiting("Examining this machine"):
        findings = _examine()
    num_failed = sum(finding.state == "fail" for finding in findings)
    if as_json:
        print_json({"ok": num_failed == 0, "findings": [finding.model_dump(mode="json") for finding in findings]})
    else:
        for finding in findings:
            _print(finding)
        typer.echo(f"{num_failed} of {len(findings)} failed." if num_failed else "Nothing stands in the way.")
    if num_failed:
        raise typer.Exit(1)


def _examine() -> "list[Finding]":
    """The findings of a process of its own, since the checks load what the agent loads.

    Errors: DoctorFailedError (p2p.doctor.failed), and what the settings are refused with.
    """
    from pydantic import TypeAdapter

    from p2p.agent.errors import DoctorFailedError, coded_error
    from p2p.doctor.finding import Finding

    words = [sys.executable, "-P", "-m", "p2p.doctor.report"]
    environment = {**os.environ, "PYTHONPATH": str(_REPOSITORY)}
    try:
        ended = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise DoctorFailedError("the examination did not end", timeout_s=TIMEOUT_S) from error
    try:
        said = json.loads(ended.stdout)
    except ValueError as error:
        raise DoctorFailedError("the examination broke down", said=ended.stderr[-500:]) from error
    if "error" not in said:
        return TypeAdapter(list[Finding]).validate_python(said["findings"])
    raise coded_error(said["error"]["code"], said["error"]["message"], DoctorFailedError, said["error"]["context"])


def _print(finding: "Finding") -> None:
    state = typer.style(f"{finding.state:<5}", fg=_COLOURS[finding.state])
    typer.echo(f"{state} " + filled(f"{finding.topic:<10} {plain(finding.subject)}: {plain(finding.message)}", " " * 17, width=74))
    if finding.advice:
        typer.echo(filled(f"      → {plain(finding.advice)}", " " * 8))
