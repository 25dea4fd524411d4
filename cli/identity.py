"""`p2p-agent identity`: the agent's key: a copy of it, another one, a warning about one."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import AsJson, own_agent, own_home, plain, print_json, reported

if TYPE_CHECKING:
    from pydantic import JsonValue

    from p2p.agent.storage.home import AgentHome
    from p2p.wire.statements import Statement

identity = typer.Typer(help="This agent's key.", no_args_is_help=True)

PassphraseFile = Annotated[Path | None, typer.Option("--passphrase-file", help="Where the copy's passphrase lies; else it is asked for.")]


@identity.command("show")
def show(as_json: AsJson = False) -> None:
    """Print the id, whether the key is encrypted, and what was said about it and the keys before it."""
    with reported(as_json):
        from p2p.agent.settings import load_settings
        from p2p.identity import identity_facts, load_or_create_identity

        home = own_home()
        home.prepare()
        load_or_create_identity(home.path, load_settings().passphrase())
        facts = identity_facts(home.path)
        if as_json:
            said: list[JsonValue] = [one.model_dump(mode="json") for one in facts.statements]
            print_json({"peer_id": facts.peer_id, "is_encrypted": facts.is_encrypted, "statements": said, "home": str(home.path)})
            return
        typer.echo(facts.peer_id)
        typer.echo(f"  the key is {'encrypted' if facts.is_encrypted else 'not encrypted; P2P_AGENT_PASSPHRASE_FILE would encrypt it'}")
        for statement in facts.statements:
            typer.echo(f"  {_sentence(statement)}")


@identity.command("backup")
def backup(
    path: Annotated[Path, typer.Argument(help="A new file.")], passphrase_file: PassphraseFile = None, as_json: AsJson = False
) -> None:
    """Put an encrypted copy of the key into a new file."""
    with reported(as_json):
        from p2p.agent.settings import load_settings
        from p2p.identity import load_or_create_identity
        from p2p.identity_changes import back_up_identity

        passphrase = _passphrase(passphrase_file, is_new=True)
        home = own_home()
        home.prepare()
        own = load_settings().passphrase()
        load_or_create_identity(home.path, own)
        peer_id = back_up_identity(home.path, own, path.expanduser().absolute(), passphrase)
        _say(
            {"peer_id": peer_id, "path": str(path)},
            f"The key of {peer_id} is in {path}, encrypted. Keep its passphrase elsewhere.",
            as_json,
        )


@identity.command("restore")
def restore(
    path: Annotated[Path, typer.Argument(help="What `identity backup` made.")],
    passphrase_file: PassphraseFile = None,
    is_forced: Annotated[bool, typer.Option("--force", help="Put another identity that is there aside.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make a copy the identity of this home; the agent must not run."""
    with reported(as_json):
        from p2p.agent.settings import load_settings
        from p2p.identity_changes import restore_identity

        passphrase = _passphrase(passphrase_file, is_new=False)
        home = own_home()
        home.prepare()
        with home.locked():
            own = load_settings().passphrase()
            peer_id, aside = restore_identity(home.path, path.expanduser().absolute(), passphrase, own, is_forced=is_forced)
        put_aside = f" What was there lies in {aside}." if aside else ""
        _say({"peer_id": peer_id, "aside": str(aside) if aside else None}, f"This home is {peer_id} now.{put_aside}", as_json)


@identity.command("rotate")
def rotate(as_json: AsJson = False) -> None:
    """Replace the key; peers that trust the old one trust the new one as soon as they hear of it. A running agent is started anew."""
    with reported(as_json):
        home = own_home()
        old, new, is_announced = _rotated(home)
        sentence = f"{old} is {new} now.\n" + (
            "Peers that trust the old id are told as they are met; open invitations are void."
            if is_announced
            else "The old key was revoked, so nobody follows it: introduce the new one with p2p-agent invite."
        )
        _say({"old_peer_id": old, "peer_id": new, "is_announced": is_announced}, sentence, as_json)


@identity.command("revoke")
def revoke(
    peer: Annotated[str | None, typer.Argument(help="A peer id: this agent never trusts it again.")] = None,
    is_own: Annotated[
        bool, typer.Option("--self", help="This agent's own key: no peer ever trusts it again. It cannot be undone.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Have a key never be trusted again: another's by this agent, or this agent's own by all."""
    if (peer is None) is not is_own:
        raise typer.BadParameter("either a peer or --self", param_hint="PEER")
    with reported(as_json):
        from core.ids import parse_peer_id
        from p2p.agent.errors import RequestInvalidError

        with own_agent() as agent:
            own = agent.id().peer_id
            revoked = own if peer is None else parse_peer_id(peer)
            if revoked == own and not is_own:
                raise RequestInvalidError("it is this agent's own id, and nobody would ever trust it again; if you mean that: --self")
            announced = agent.revoke(revoked)
        untold = f" {len(announced.untold)} trusted peers are still to be told; they are as they are met." if is_own else ""
        _say({"revoked": revoked, "untold": list(announced.untold)}, f"{revoked} is revoked.{untold}", as_json)


def _rotated(home: "AgentHome") -> tuple[str, str, bool]:
    from p2p.agent.launch import start_agent, stop_agent
    from p2p.agent.settings import load_settings
    from p2p.agent.storage.home import HomeState
    from p2p.clock import now_ms
    from p2p.identity_changes import rotate_identity

    home.prepare()
    passphrase = load_settings().passphrase()
    was_running = home.state() is HomeState.running
    if was_running:
        stop_agent(home)
    try:
        with home.locked():
            old, new, said = rotate_identity(home.path, passphrase, now_ms())
    finally:
        if was_running:
            start_agent(home, leash=False)
    return old, new, said is not None


def _passphrase(path: Path | None, *, is_new: bool) -> bytes:
    """The copy's passphrase, from its file or from the person.

    Errors: ParameterInvalidError (core.parameters.invalid).
    """
    from core.errors import ParameterInvalidError
    from p2p.agent.settings import read_passphrase

    if path is not None:
        return read_passphrase(path)
    if not sys.stdin.isatty():
        raise ParameterInvalidError("name the file with the passphrase: --passphrase-file")
    return typer.prompt("Passphrase of the copy", hide_input=True, confirmation_prompt=is_new).encode()


def _sentence(statement: "Statement") -> str:
    from p2p.wire.statements import Rotation

    if isinstance(statement, Rotation):
        return plain(f"{statement.old} was replaced by {statement.new}")
    return plain(f"{statement.peer} was revoked")


def _say(value: "dict[str, JsonValue]", sentence: str, as_json: bool) -> None:
    if as_json:
        print_json(value)
    else:
        typer.echo(sentence)
