"""`p2p-agent round`: train one model on the data of trusted peers, each of which keeps its own."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cli.model import publish_from_session
from cli.next_steps import next_step
from cli.output import AsJson, own_agent, plain, print_json, reported, waiting

if TYPE_CHECKING:
    from pydantic import JsonValue

    from core.ids import SessionId
    from p2p.agent.client.agent import AgentClient
    from p2p.agent.training.recruiting import Recruit, TrainingOptions
    from p2p.agent.training.sessions import RoundReport, SessionReport

rounds = typer.Typer(help="Rounds of training among trusted peers.", no_args_is_help=True)

POLL_S = 0.2
_ENDS = {"running": "goes on", "completed": "is completed", "failed": "has failed", "cancelled": "was cancelled"}

Session = Annotated[str | None, typer.Argument(metavar="SESSION", help="The latest one unless given.")]

Settings = Annotated[
    Sequence[str],
    typer.Option(
        "--set", metavar="KEY=VALUE", help="A parameter of the plan's strategy or local training: strategy.q=2, local.proximal_mu=0.1."
    ),
]


@rounds.command("start")
def start(
    *,
    corpus: Annotated[str, typer.Option("--corpus", help="The name under which the peers keep their data.")],
    peers: Annotated[str, typer.Option("--peers", metavar="PEER,PEER", help="The peers to train with.")] = "",
    is_for_all: Annotated[bool, typer.Option("--all", help="Train with every trusted peer that is ready.")] = False,
    num_rounds: Annotated[int, typer.Option("--rounds", min=1, help="How many rounds.")] = 10,
    strategy: Annotated[str, typer.Option("--strategy", help="How updates move the model: fedavg, fedadam, qffl, …")] = "fedavg",
    settings: Settings = (),
    codec: Annotated[
        str, typer.Option("--codec", help="How updates travel: fp32, int8 in a quarter of the bytes, topk2b-3pct in a hundredth.")
    ] = "fp32",
    hidden: Annotated[str, typer.Option("--hidden", help="Sizes of the hidden layers, with commas.")] = "64",
    learning_rate: Annotated[float, typer.Option("--lr", help="Each peer's learning rate.")] = 0.1,
    momentum: Annotated[float, typer.Option("--momentum", help="Each peer's momentum.")] = 0.9,
    batch_size: Annotated[int, typer.Option("--batch", help="Examples in one step.")] = 16,
    epochs: Annotated[int, typer.Option("--epochs", help="Passes over the data in one round.")] = 1,
    seed: Annotated[int, typer.Option("--seed", help="The same seed and data give the same model.")] = 0,
    min_clients: Annotated[
        int, typer.Option("--min-clients", min=0, help="So many must take part; two unless given, or the one that was asked.")
    ] = 0,
    timeout_s: Annotated[float, typer.Option("--timeout", min=1, max=86_400, help="Seconds for one round.")] = 60.0,
    publish: Annotated[bool, typer.Option("--publish", help="Serve the model when it is trained; stays until then.")] = False,
    follow: Annotated[bool, typer.Option("--follow", help="Stay and show each round.")] = False,
    as_json: AsJson = False,
) -> None:
    """Begin a training; who has not consented, or does not answer, is out and named."""
    if bool(peers) == is_for_all:
        raise typer.BadParameter("say with whom: --peers PEER,PEER or --all")
    sizes = _sizes(hidden)
    with reported(as_json):
        from p2p.agent.training.recruiting import TrainingOptions, check_options

        chosen = (strategy, codec, sizes, num_rounds, epochs, batch_size, learning_rate, momentum, seed, min_clients, tuple(settings))
        options = TrainingOptions(*chosen)
        check_options(options)
        with own_agent() as agent:
            asked = agent.trust_list() if is_for_all else [peer.strip() for peer in peers.split(",")]
            answer = _begin(agent, asked, corpus, options, timeout_s, as_json=as_json)
            is_completed = _finish(agent, answer, publishes=publish, as_json=as_json) if follow or publish else True
        if as_json:
            print_json(answer)
        elif not (follow or publish):
            typer.echo("Next: p2p-agent round status --watch")
        if not is_completed:
            raise typer.Exit(1)


@rounds.command("status")
def status(
    session_id: Session = None,
    watch: Annotated[bool, typer.Option("--watch", help="Stay until the training has ended.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show how a training stands, with the loss of each round."""
    with reported(as_json), own_agent() as agent:
        chosen = session_id or _latest(agent)
        if watch:
            report = _followed(agent, chosen, is_silent=as_json)
        else:
            report = agent.session(_as_id(chosen))
            if not as_json:
                _show(report)
        if as_json:
            print_json(_facts(report))


@rounds.command("list")
def show(as_json: AsJson = False) -> None:
    """List the trainings of this agent, the oldest first."""
    with reported(as_json), own_agent() as agent:
        reports = [agent.session(_as_id(session_id)) for session_id in agent.sessions()]
        if as_json:
            print_json([_facts(report) for report in reports])
        elif not reports:
            typer.echo("There was no training yet. Begin one with: p2p-agent round start --corpus NAME --all")
        for report in () if as_json else reports:
            typer.echo(
                plain(f"{report.session_id}  {report.status}  {len(report.rounds)}/{report.plan.num_rounds} rounds  {report.corpus}")
            )


@rounds.command("cancel")
def cancel(session_id: Annotated[str, typer.Argument(metavar="SESSION")], as_json: AsJson = False) -> None:
    """End a training; the models of its finished rounds stay."""
    with reported(as_json), own_agent() as agent:
        agent.cancel_session(_as_id(session_id))
        report = _followed(agent, session_id, is_silent=True)
        if as_json:
            print_json(_facts(report))
        else:
            typer.echo(f"The training {report.session_id} {_ENDS[report.status]}.")


def _begin(
    agent: "AgentClient", asked: list[str], corpus: str, options: "TrainingOptions", timeout_s: float, *, as_json: bool
) -> "dict[str, JsonValue]":
    """Ask the peers, and begin the training with those who are ready: its id, its participants, and who is out."""
    from p2p.agent.training.recruiting import plan_for, recruit
    from p2p.agent.training.sessions import SessionRequest

    with waiting(f"Asking {len(asked)} peers whether they are ready"):
        recruits = recruit(agent, asked, corpus)
    if not as_json:
        _say_recruits(recruits, agent.id().peer_id)
    plan, terms = plan_for(recruits, options)
    ready = tuple(one.peer for one in recruits if one.readiness is not None)
    request = SessionRequest(plan=plan, participants=ready, corpus=corpus, round_timeout_s=timeout_s, terms=terms)
    session_id = agent.start_session(request)
    if not as_json:
        typer.echo(f"The training {session_id} has begun.")
    return {"session_id": session_id, "participants": [*ready], "out": _out(recruits)}


def _finish(agent: "AgentClient", answer: "dict[str, JsonValue]", *, publishes: bool, as_json: bool) -> bool:
    """Stay until the training has ended, and publish its model; `answer` gets the report. Whether it was completed."""
    session_id = str(answer["session_id"])
    report = _followed(agent, session_id, is_silent=as_json)
    answer["report"] = _facts(report)
    if publishes and report.status == "completed":
        model = publish_from_session(session_id, None, None)
        answer["model"] = model.weights_sha256
        if not as_json:
            typer.echo(f"The model {model.weights_sha256[:12]} is published.")
    return report.status == "completed"


def _sizes(hidden: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in hidden.split(",") if part.strip())
    except ValueError as error:
        raise typer.BadParameter("whole numbers with commas, for example 64,32", param_hint="--hidden") from error


def _latest(agent: "AgentClient") -> str:
    from p2p.errors import SessionUnknownError

    sessions = agent.sessions()
    if not sessions:
        raise SessionUnknownError("there was no training yet; begin one with: p2p-agent round start")
    return sessions[-1]


def _as_id(text: str) -> "SessionId":
    from core.ids import SessionId

    return SessionId(text)


def _followed(agent: "AgentClient", session_id: str, *, is_silent: bool) -> "SessionReport":
    """The session's last report, each round of it told as it was finished."""
    told = 0
    try:
        while True:
            report = agent.session(_as_id(session_id))
            for finished in () if is_silent else report.rounds[told:]:
                _show_round(report, finished)
            told = len(report.rounds)
            if report.status != "running":
                if not is_silent:
                    _show_end(report)
                return report
            time.sleep(POLL_S)
    except KeyboardInterrupt:
        typer.echo(plain(f"The training goes on: p2p-agent round status {session_id}"), err=True)
        raise


def _show(report: "SessionReport") -> None:
    for finished in report.rounds:
        _show_round(report, finished)
    if report.status != "running":
        _show_end(report)
    elif report.current is not None:
        waiting = len(report.current.waiting_for)
        typer.echo(f"round {report.current.round_index + 1}/{report.plan.num_rounds} goes on, {waiting} peers awaited")
    else:
        typer.echo("The training begins.")


def _show_round(report: "SessionReport", finished: "RoundReport") -> None:
    from core.units import format_bytes

    counted = f"{len(finished.included)}/{len(finished.included) + len(finished.out)} updates in {format_bytes(finished.uplink_bytes)}"
    number = f"{finished.round_index + 1}/{report.plan.num_rounds}"
    typer.echo(f"round {number}  loss {finished.mean_loss:.4f}  {counted}  {finished.duration_s:.2f} s")
    for out in finished.out:
        typer.echo(plain(f"  out: {out.peer} {out.message} [{out.code}]"))


def _show_end(report: "SessionReport") -> None:
    typer.echo(f"The training {report.session_id} {_ENDS[report.status]}.")
    if report.error is not None:
        typer.secho(plain(f"{report.error.message} [{report.error.code}]"), fg="red", err=True)


def _say_recruits(recruits: "Sequence[Recruit]", own: str) -> None:
    for one in recruits:
        if one.readiness is not None:
            typer.echo(f"ready: {one.peer}  {one.readiness.statistics.num_examples} examples")
        else:
            typer.echo(plain(f"out: {one.peer} {one.message} [{one.code}]"))
    for code, peer in {one.code: one.peer for one in recruits if one.readiness is None}.items():
        if step := next_step(code, own=own, peer=peer):
            typer.echo(step)


def _out(recruits: "Sequence[Recruit]") -> "JsonValue":
    return [{"peer": one.peer, "code": one.code, "message": one.message} for one in recruits if one.readiness is None]


def _facts(report: "SessionReport") -> "dict[str, JsonValue]":
    return report.model_dump(mode="json", exclude={"terms": True, "plan": {"normalisation"}})
