"""Evidence as people read it in Prefect: where it is, who signed it, and what it is about."""

from pathlib import Path

from core.errors import CodedError
from gates.evidence import MAX_EVIDENCE_BYTES, read_evidence
from tasks.project.files import read_regular


def evidence_markdown(path: Path) -> str:
    """The evidence file in short; why it cannot be read, where that is so.

    A browser follows no link from a page to a file, so what the file says stands here.
    """
    raw = read_regular(path, MAX_EVIDENCE_BYTES)
    try:
        found = read_evidence(raw or b"")
    except CodedError as error:
        return f"`{path}`: {error.code}: {error}"
    run, sources = found.statement.predicate.run, found.statement.predicate.sources
    lines = [
        f"[{path.name}]({path.as_uri()})",
        "",
        f"- file: `{path}`",
        f"- signed by: `{found.signer}`",
        f"- run: {run.run_id} of {run.gate}, profile {run.profile}, {run.generated_utc}, seeds {', '.join(map(str, run.seeds)) or 'none'}",
        f"- machine: {run.machine.cpu}, {run.machine.num_cores} cores, {run.machine.platform}, Python {run.machine.python}",
        f"- commit: {run.git_commit or 'unknown'}",
        f"- rests on: {len(sources.inputs)} inputs, {len(sources.code)} files of code, {len(sources.params)} parts of params.yaml",
        f"- check it: `p2p-agent verify {path.parent}`",
        "",
        "| file | SHA-256 |",
        "|---|---|",
    ]
    return "\n".join([*lines, *(f"| {one.name} | `{one.digest.sha256}` |" for one in found.statement.subject)])
