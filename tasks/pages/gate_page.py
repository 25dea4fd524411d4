"""The page of one gate: verdict, figures, chart, history, evidence, and how to run it again; values in, HTML out."""

import base64
from collections.abc import Mapping

from gates.catalogue import evidence_name
from gates.explanation import rerun_command
from gates.statement import Statement
from gates.status import GateState, missed, shortened, unproven
from gates.verdicts.margins import worst
from tasks.pages.facts import GateFacts, Made, badge, standing
from tasks.pages.markup import Html, document, element, joined
from tasks.pages.metric_table import metric_section
from tasks.pages.style import STYLES
from tasks.pages.words import minute, room

MAX_REASONS = 20


def gate_page(facts: GateFacts, made: Made) -> str:
    """The whole page; the same facts give the same text."""
    found = standing(facts.part, facts.state)
    return document(
        f"{facts.part.gate}: {found.word}",
        STYLES,
        element("p", element("a", "All gates", href="index.html"), f" · profile {made.profile}", class_="quiet"),
        element("h1", f"{facts.part.title} ", badge(found)),
        element(
            "p", f"Gate {facts.part.gate}{f', part of the goal “{facts.goal}”' if facts.goal else ''}. {_when(facts.state)}", class_="quiet"
        ),
        _reasons(facts),
        metric_section(facts.state, facts.past),
        _charts(facts),
        _evidence(facts, made),
        _rerun(facts, made),
        element("p", f"Made {minute(made.utc)} from what then lay in {made.folder}/.", class_="quiet"),
    )


def _when(state: GateState) -> str:
    if state.run is None:
        return "It has not run." if not state.is_present else "When it ran is not known."
    return f"Its run of {minute(state.run.generated_utc)} took {sum(state.run.timings_s.values()):.1f} s."


def _reasons(facts: GateFacts) -> Html:
    """Why the gate does not pass; where it does, the figure with the least room."""
    part, state = facts.part, facts.state
    if not state.is_present:
        return element("p", f"{part.artifact} is missing.")
    reasons = [*missed(part, state), *unproven(state)]
    if reasons:
        return element("ul", *(element("li", reason) for reason in shortened(reasons, MAX_REASONS)), class_="why")
    tight = worst(state.ours) if state.ours else None
    return Html("") if tight is None else element("p", "Least room: ", element("span", room(tight), class_="name"))


def _charts(facts: GateFacts) -> Html:
    if not facts.figures:
        return Html("")
    return element("section", element("h2", "Chart"), *(_chart(facts, name, png) for name, png in facts.figures.items()))


def _chart(facts: GateFacts, name: str, png: bytes) -> Html:
    tight = worst(facts.state.ours) if facts.state.ours else None
    said = f"; least room: {room(tight)}" if tight else ""
    alt = f"Chart of the {facts.part.gate} gate: {name.rpartition('.')[0].replace('_', ' ')}{said}; the table has its figures"
    source = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    return element("figure", element("img", src=source, alt=alt))


def _evidence(facts: GateFacts, made: Made) -> Html:
    state, statement = facts.state, facts.state.statement
    if not state.is_present:
        return Html("")
    heading = element("h2", "Evidence")
    if statement is None:
        return element("section", heading, element("p", _link(facts.part.artifact)), element("p", "There is none that can be read."))
    files = element("p", _link(facts.part.artifact), " · ", _link(evidence_name(facts.part.artifact)))
    wrong = [element("li", reason) for reason in shortened(unproven(state), MAX_REASONS)]
    current = (
        element("ul", *wrong, class_="why") if wrong else element("p", f"As of {minute(made.utc)} nothing that it rests on has changed.")
    )
    return element("section", heading, current, files, _run_facts(state, statement), _digests(statement))


def _run_facts(state: GateState, statement: Statement) -> Html:
    run, sources = statement.predicate.run, statement.predicate.sources
    machine = run.machine
    facts = {
        "Signed by": state.signer or "nobody who is trusted",
        "Run": f"{run.run_id} of {run.gate}, profile {run.profile}, {minute(run.generated_utc)}",
        "Seeds": ", ".join(map(str, dict.fromkeys(run.seeds))) or "none",
        "Machine": f"{machine.cpu}, {machine.num_cores} cores, {machine.platform}, Python {machine.python}",
        "Commit": run.git_commit or "unknown",
        "Rests on": f"{len(sources.inputs)} inputs, {len(sources.params)} parts of params.yaml, {len(sources.code)} files of code",
        "Steps": ", ".join(f"{name} {seconds:.1f} s" for name, seconds in run.timings_s.items()) or "none recorded",
    }
    return element("dl", *(joined(element("dt", name), element("dd", text)) for name, text in facts.items()))


def _digests(statement: Statement) -> Html:
    sources = statement.predicate.sources
    groups: Mapping[str, list[tuple[str, str]]] = {
        "Files that are signed": [(one.name, one.digest.sha256) for one in statement.subject],
        "Inputs": [(one.name, one.sha256) for one in sources.inputs],
        "Parameters": [(one.name, one.sha256) for one in sources.params],
    }
    tables = (joined(element("h3", name), _digest_list(rows)) for name, rows in groups.items() if rows)
    return element("details", element("summary", "SHA-256 of each file and parameter"), *tables)


def _digest_list(rows: list[tuple[str, str]]) -> Html:
    return element("dl", *(joined(element("dt", name), element("dd", element("code", sha256))) for name, sha256 in rows))


def _rerun(facts: GateFacts, made: Made) -> Html:
    command = rerun_command(facts.part, made.profile)
    if command is None:
        return element("section", element("h2", "Run it again"), element("p", "This gate does not exist yet."))
    profile = "" if made.profile == "reduced" else f" --profile {made.profile}"
    checks = (f"p2p-agent verify {made.folder}", f"p2p-agent gates explain {facts.part.gate}{profile}")
    heading, said = element("h2", "Run it again"), element("p", "Check what it left:")
    return element("section", heading, element("pre", command), said, *(element("pre", check) for check in checks))


def _link(name: str) -> Html:
    return element("a", name, href=f"./{name}")
