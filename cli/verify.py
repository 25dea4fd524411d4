"""`p2p-agent verify`: is every artifact in reports/ signed, trusted, whole and current?"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import plain

if TYPE_CHECKING:
    from core.errors import CodedError
    from core.ids import PeerId
    from tasks.reports.store import CheckedArtifact


def verify(
    reports: Annotated[Path | None, typer.Argument(help="Folder of artifacts; this project's reports/ by default.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    trust: Annotated[Path | None, typer.Option(help="Another list of trusted keys than trust/keys.json.")] = None,
    project: Annotated[Path | None, typer.Option(help="Another checkout to hold the sources against than this one.")] = None,
) -> None:
    """Check the evidence of every artifact: exit 0 only when there is one and nothing is wrong."""
    from core.errors import CodedError
    from gates.trust import with_local
    from tasks.evidence.local_identity import local_peer
    from tasks.evidence.trust import FILE_NAME, read_trust
    from tasks.project.files import PROJECT_ROOT
    from tasks.reports.store import verify_reports

    root = project or PROJECT_ROOT
    try:
        trusted = with_local(read_trust(trust or root / FILE_NAME), local_peer())
        checked = verify_reports(reports or root / "reports", root, trusted)
    except CodedError as error:
        _print_error(error, as_json)
        raise typer.Exit(1) from error
    is_ok = bool(checked) and not any(artifact.findings for artifact in checked)
    if as_json:
        _print_json(checked, trusted, is_ok)
    else:
        _print_table(checked, trusted)
    raise typer.Exit(0 if is_ok else 1)


def _print_table(checked: "Sequence[CheckedArtifact]", names: "Mapping[PeerId, str]") -> None:
    from rich.console import Console
    from rich.table import Table

    from gates.status import shortened

    table = Table("artifact", "signed by", "state")
    for one in checked:
        codes = sorted({finding.code.rpartition(".")[2] for finding in one.findings})
        signer = names.get(one.signer, one.signer) if one.signer else "–"
        table.add_row(plain(one.artifact), plain(signer), ", ".join(codes) or "ok")
    console = Console(highlight=False, markup=False)
    if checked:
        console.print(table)
    for one in checked:
        for line in shortened([f"{finding.code}  {plain(finding.artifact)}: {plain(finding.message)}" for finding in one.findings]):
            typer.echo(line)
    if not checked:
        typer.echo("There is no artifact to verify.")


def _print_json(checked: "Sequence[CheckedArtifact]", names: "Mapping[PeerId, str]", is_ok: bool) -> None:
    artifacts = [
        {
            "artifact": one.artifact,
            "signer": one.signer,
            "signer_name": names.get(one.signer) if one.signer else None,
            "ok": not one.findings,
            "findings": [{"code": finding.code, "name": finding.name, "message": finding.message} for finding in one.findings],
        }
        for one in checked
    ]
    typer.echo(json.dumps({"ok": is_ok, "artifacts": artifacts}, indent=2))


def _print_error(error: "CodedError", as_json: bool) -> None:
    typer.echo(
        json.dumps({"ok": False, "error": error.as_json()}, indent=2) if as_json else plain(f"{error.code}: {error}"), err=not as_json
    )
