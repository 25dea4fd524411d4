"""May this be released: all rows of the definition of done passed on artifacts that are signed and current, and whoever has the tag can see that."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from pydantic import JsonValue

from gates.artifacts.definition import DefinitionRecord
from gates.catalogue import evidence_name
from gates.definition import NUM_ROWS
from gates.evidence import Finding
from gates.goals import sub_goals
from gates.remedy import DEFINITION, READINESS, RUN_GATES, RUN_TABLE, STATUS, STATUS_TEXT, remedy

SUMS = "SHA256SUMS"
TRUST = "trust/keys.json"
RELEASED: tuple[str, ...] = (*(part.artifact for part in sub_goals()), STATUS, STATUS_TEXT, READINESS)
"""The twelve artifacts of a release."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that stands in the way: what it is about, why, and what to do next."""

    about: str
    why: str
    next: str

    def as_json(self) -> dict[str, JsonValue]:
        """The refusal as machines read it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What would be released; `findings` is what is wrong with each artifact in reports/, `table` None where no record can be read.

    `unlisted` are the keys that signed and that no file of the commit names, `uncommitted` the files that git has otherwise or not at
    all: None where there is no git.
    """

    version: str
    changelog: str
    table: DefinitionRecord | None
    findings: Mapping[str, Sequence[Finding]]
    unlisted: Sequence[str]
    uncommitted: Sequence[str] | None


def refusals(candidate: Candidate) -> tuple[Refusal, ...]:
    """Everything that stands in the way of a release; empty where it may be made."""
    return (
        *_of_artifacts(candidate),
        *_of_rows(candidate.table),
        *_of_keys(candidate.unlisted),
        *_of_changelog(candidate),
        *_of_commit(candidate.uncommitted),
    )


def released_files() -> tuple[str, ...]:
    """The files of a release in order: the twelve artifacts, the executed table, and the evidence of each."""
    artifacts = (*RELEASED, DEFINITION)
    evidence = (evidence_name(name) for name in artifacts if name != STATUS_TEXT)
    return tuple(sorted({*artifacts, *evidence}))


def sums_text(digests: Mapping[str, str]) -> str:
    """The digests by file name as `sha256sum --check` reads them."""
    return "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(digests.items()))


def _of_artifacts(candidate: Candidate) -> Iterator[Refusal]:
    """The status text has no evidence of its own: it is vouched for, and found altered, with the status."""
    for name in (*RELEASED, DEFINITION):
        if name == STATUS_TEXT:
            continue
        if name not in candidate.findings:
            yield Refusal(name, "it is missing", remedy(name) or RUN_GATES)
        for finding in candidate.findings.get(name, ())[:1]:
            more = len(candidate.findings[name]) - 1
            yield Refusal(name, f"{finding.code}: {finding.message}" + (f" (and {more} more)" if more else ""), remedy(name) or RUN_GATES)


def _of_rows(table: DefinitionRecord | None) -> Iterator[Refusal]:
    numbers = [f"{number:02}" for number in range(1, NUM_ROWS + 1)]
    if table is None or [one.row for one in table.rows] != numbers:
        yield Refusal("rows 01 to 13", "there is no record of the whole table", RUN_TABLE)
        return
    for one in table.rows:
        if one.state != "pass":
            yield Refusal(f"row {one.row}", f"{one.state}: {one.detail.partition(chr(10))[0]}", RUN_TABLE)


def _of_changelog(candidate: Candidate) -> Iterator[Refusal]:
    """A release is a section with a date: `## [0.1.0] - 2026-01-31`."""
    section = re.search(rf"^## \[{re.escape(candidate.version)}\](.*)$", candidate.changelog, re.MULTILINE)
    if section is None:
        yield Refusal(
            "CHANGELOG.md", f"it has no section for {candidate.version}", f"write `## [{candidate.version}] - <date>` and what changed"
        )
    elif not re.fullmatch(r" - \d{4}-\d{2}-\d{2}\s*", section[1]):
        yield Refusal("CHANGELOG.md", f"the section {candidate.version} has no date", f"make it `## [{candidate.version}] - <date>`")


def _of_keys(unlisted: Sequence[str]) -> Iterator[Refusal]:
    """The local identity is trusted on its own machine alone."""
    for peer in unlisted:
        yield Refusal(TRUST, f"it does not list {peer}, who signed: nobody else could verify it", f"list that key in {TRUST}")


def _of_commit(uncommitted: Sequence[str] | None) -> Iterator[Refusal]:
    """A tag is of the commit, whatever lies in the checkout beside it."""
    if uncommitted is None:
        yield Refusal("git", "this is no checkout of a repository", "release from a checkout with git")
    elif uncommitted:
        more = f" (and {len(uncommitted) - 1} more)" if len(uncommitted) > 1 else ""
        yield Refusal("git", f"{uncommitted[0]} is not committed as it is here{more}", "git commit")
