"""`p2p-agent train`: keep this machine's data ready to be trained on by those whom their owner allows to."""

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import AsJson, own_home, plain, print_json, reported, waiting

if TYPE_CHECKING:
    from pydantic import JsonValue

    from p2p.agent.client.agent import AgentClient
    from p2p.agent.client.corpora import CorpusCalls
    from p2p.agent.corpora.building import Corpus
    from p2p.agent.corpora.store import ConsentGrant, CorpusRecord
    from p2p.agent.storage.home import AgentHome
    from p2p.agent.training.activity import TrainingEvent

POLL_S = 0.5


def train(
    *,
    data: Annotated[Path | None, typer.Option("--data", help="Your .csv, .parquet or .npz file (arrays features, labels).")] = None,
    name: Annotated[str | None, typer.Option("--name", help="What coordinators call the data; from the file's name unless given.")] = None,
    label: Annotated[str, typer.Option("--label", help="The column that holds the classes.")] = "label",
    classes: Annotated[str, typer.Option("--classes", help="All classes, with commas, where your data may lack some.")] = "",
    consent_to: Annotated[list[str] | None, typer.Option("--consent-to", metavar="PEER", help="Who may train on it; repeatable.")] = None,
    consent_all: Annotated[bool, typer.Option("--consent-all-trusted", help="Every trusted peer may train on it.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Consent without being asked again.")] = False,
    detach: Annotated[bool, typer.Option("--detach", help="Leave the agent in the background; do not watch.")] = False,
    show: Annotated[bool, typer.Option("--list", help="List your data and the consents.")] = False,
    revoke: Annotated[str | None, typer.Option("--revoke", metavar="NAME", help="End the consent, in running trainings too.")] = None,
    as_json: AsJson = False,
) -> None:
    """Train on your own data with others: the rows stay here, model updates leave. With --json it does not stay to watch."""
    if sum((data is not None, show, revoke is not None)) != 1:
        raise typer.BadParameter("give one of --data, --list and --revoke")
    with reported(as_json):
        if revoke is not None:
            record = _revoke(own_home(), revoke)
            if as_json:
                print_json(_facts(record))
            else:
                typer.echo(f"Nobody may train on {record.name!r} any more.")
        elif data is None:
            _list(own_home(), as_json)
        else:
            grant = _grant(consent_to or [], consent_all)
            chosen = name or re.sub(r"[^a-z0-9_-]+", "-", data.stem.lower()).strip("-_")[:64]
            own_home().corpus_path(chosen)
            with waiting(f"Reading {data}"):
                corpus = _read(data, label, [part.strip() for part in classes.split(",") if part.strip()])
            _confirm(chosen, corpus, grant, is_silent=yes, as_json=as_json)
            _offer(chosen, corpus, grant, stays=not (detach or as_json), as_json=as_json)


def _grant(peers: list[str], is_for_all: bool) -> "ConsentGrant":
    """The consent that the options state."""
    from core.ids import parse_peer_id
    from p2p.agent.corpora.store import ConsentGrant

    if bool(peers) == is_for_all:
        raise typer.BadParameter("say who may train on your data: --consent-to PEER, or --consent-all-trusted")
    named = tuple(dict.fromkeys(parse_peer_id(peer) for peer in peers))
    return ConsentGrant(peers="all_trusted" if is_for_all else named, purpose="training")


def _read(data: Path, label: str, classes: list[str]) -> "Corpus":
    from p2p.agent.corpora.building import build_corpus
    from p2p.agent.corpora.tables import read_table
    from p2p.agent.storage.imports import file_sha256

    return build_corpus(read_table(data), file_sha256(data), label, classes)


def _confirm(name: str, corpus: "Corpus", grant: "ConsentGrant", *, is_silent: bool, as_json: bool) -> None:
    """Say what is consented to, and have it confirmed."""
    terms = corpus.description.terms
    who = "every peer that you trust" if grant.peers == "all_trusted" else ", ".join(grant.peers)
    if not as_json:
        shown = ", ".join(terms.classes[:8]) + (", …" if len(terms.classes) > 8 else "")
        typer.echo(
            f"{corpus.examples.num_examples} examples of {len(terms.features)} features; {len(terms.classes)} classes: {plain(shown)}"
        )
        typer.echo(f"Who may train on them, as {name!r}: {who}.")
        typer.echo("Your rows stay here. Model updates leave, with the names of columns and classes,")
        typer.echo(f"and each column's mean and deviation. You end it with: p2p-agent train --revoke {name}")
    if is_silent:
        return
    if as_json:
        raise typer.BadParameter("with --json nobody is asked: consent with --yes")
    typer.confirm("Do you consent?", abort=True)


def _offer(name: str, corpus: "Corpus", grant: "ConsentGrant", *, stays: bool, as_json: bool) -> None:
    """Put the corpus into the home, with an agent running there; stay to watch, or leave the agent alone."""
    from p2p.agent.client.agent import AgentClient
    from p2p.agent.client.corpora import CorpusCalls
    from p2p.agent.launch import start_agent
    from p2p.agent.storage.home import HomeState

    home = own_home()
    started = start_agent(home, leash=stays) if home.state() is not HomeState.running else None
    try:
        with AgentClient.of_home(home) as agent:
            _import(agent, name, corpus, grant)
            record = next(record for record in CorpusCalls(agent).records() if record.name == name)
            if as_json:
                print_json(_facts(record))
                return
            typer.echo(f"{name!r} is ready. This agent: {agent.id().peer_id}")
            for peer in () if grant.peers == "all_trusted" else set(grant.peers) - set(agent.trust_list()):
                typer.echo(f"{peer} is not trusted yet and so cannot ask: p2p-agent trust add {peer}", err=True)
            if stays:
                typer.echo("Rounds are shown as they happen; Ctrl-C ends this" + (" and the agent." if started else "; the agent goes on."))
                _watch(CorpusCalls(agent))
    finally:
        if started is not None and stays:
            started.stop()


def _import(agent: "AgentClient", name: str, corpus: "Corpus", grant: "ConsentGrant") -> None:
    import tempfile

    from learning.examples import pack_examples

    with tempfile.TemporaryDirectory(prefix="p2p-train-") as folder:
        packed = Path(folder) / "corpus.safetensors"
        packed.write_bytes(pack_examples(corpus.examples.features_NF, corpus.examples.labels_N))
        agent.import_corpus(name, packed, consent=grant, description=corpus.description)


def _watch(calls: "CorpusCalls") -> None:
    """Print what happens, until Ctrl-C."""
    last = max((event.number for event in calls.training()), default=0)
    while True:
        for event in calls.training(last):
            typer.echo(plain(_sentence(event)))
            last = event.number
        time.sleep(POLL_S)


def _sentence(event: "TrainingEvent") -> str:
    from core.units import format_bytes

    number = (event.round_index or 0) + 1
    sentence = {
        "joined": f"joined the training {event.session_id[:8]} of {event.coordinator}: {event.num_rounds} rounds on {event.corpus!r}",
        "trained": f"round {number}: trained, loss {event.loss or 0:.4f}, an update of {format_bytes(event.size_bytes or 0)}",
        "counted": f"round {number}: the update was counted",
        "refused": f"round {number}: the update was refused [{event.code}]",
        "ended": f"the training {event.session_id[:8]} has ended" + (f" [{event.code}]" if event.code else ""),
    }[event.kind]
    return f"{time.strftime('%H:%M:%S', time.localtime(event.at_ms / 1000))} {sentence}"


def _revoke(home: "AgentHome", name: str) -> "CorpusRecord":
    from p2p.agent.client.agent import AgentClient
    from p2p.agent.client.corpora import CorpusCalls
    from p2p.agent.corpora.store import CorpusStore
    from p2p.agent.storage.home import HomeState
    from p2p.clock import now_ms

    if home.state() is HomeState.running:
        with AgentClient.of_home(home) as agent:
            return CorpusCalls(agent).revoke(name)
    home.prepare()
    with home.locked():
        return CorpusStore(home).revoke(name, now_ms())


def _list(home: "AgentHome", as_json: bool) -> None:
    from p2p.agent.corpora.store import CorpusStore

    records = CorpusStore(home).records()
    if as_json:
        print_json([_facts(record) for record in records])
    elif not records:
        typer.echo("You have no data here. Add some with: p2p-agent train --data FILE --consent-all-trusted")
    for record in () if as_json else records:
        size = f"{record.description.statistics.num_examples} examples" if record.description is not None else "undescribed"
        standing = record.standing
        who = "nobody" if standing is None else "every trusted peer" if standing.peers == "all_trusted" else ", ".join(standing.peers)
        typer.echo(f"{record.name}  {size}  may train: {who}" + (f"  for: {standing.purpose}" if standing is not None else ""))


def _facts(record: "CorpusRecord") -> "JsonValue":
    facts = record.model_dump(mode="json", exclude_none=True, exclude={"description": {"statistics"}})
    if record.description is not None:
        facts["num_examples"] = record.description.statistics.num_examples
    return {**facts, "is_open": record.standing is not None}
