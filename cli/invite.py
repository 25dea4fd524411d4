"""`p2p-agent invite | join`: two agents that come to know and trust each other by a code."""

import re
import time
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import AsJson, own_agent, plain, print_json, reported, waiting

if TYPE_CHECKING:
    from p2p.agent.api.schemas.invitations import InvitationFacts, InviteRequest

_UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def invite(
    *,
    purpose: Annotated[str, typer.Option("--purpose", help="What the invited agent is for: agents, volunteer, …")] = "agents",
    expires: Annotated[str, typer.Option("--expires", help="For how long it holds: 30m, 1h, 7d.")] = "1h",
    uses: Annotated[int, typer.Option("--uses", min=1, max=1000, help="How many agents may use it.")] = 1,
    address: Annotated[list[str] | None, typer.Option("--address", help="Where this agent is reached besides: /ip4/IP/tcp/PORT.")] = None,
    is_list: Annotated[bool, typer.Option("--list", help="List the invitations of this agent.")] = False,
    revoke: Annotated[str | None, typer.Option("--revoke", metavar="ID|CODE", help="Take an invitation back.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print a code; the agent that joins with it and this one trust each other."""
    with reported(as_json):
        if is_list:
            _print_list(as_json)
        elif revoke is not None:
            _revoke(revoke, as_json)
        else:
            _print_code(_request(purpose, expires, uses, address or []), as_json)


def join(
    code: Annotated[str, typer.Argument(help="What `p2p-agent invite` printed.")],
    no_trust_back: Annotated[bool, typer.Option("--no-trust-back", help="Be trusted without trusting the inviter.")] = False,
    as_json: AsJson = False,
) -> None:
    """Connect to the agent that issued the code; both trust each other from then on."""
    with reported(as_json):
        with own_agent() as agent, waiting("Joining"):
            joined = agent.join(code, trust_back=not no_trust_back)
        if as_json:
            print_json(joined.model_dump(mode="json"))
            return
        typer.echo(f"{joined.peer_id} trusts this agent now{', and this agent trusts it' if joined.is_trusted else ''}.")
        typer.echo(f"Next: p2p-agent ping {joined.peer_id}")


def _request(purpose: str, expires: str, uses: int, addresses: list[str]) -> "InviteRequest":
    from p2p.agent.api.schemas.invitations import InviteRequest
    from p2p.agent.errors import RequestInvalidError

    match = re.fullmatch(r"([0-9]{1,6})([smhd])", expires)
    if match is None:
        raise typer.BadParameter("a number and s, m, h or d, such as 1h", param_hint="--expires")
    try:
        lifetime_s = int(match[1]) * _UNITS_S[match[2]]
        return InviteRequest(purpose=purpose, lifetime_s=lifetime_s, uses=uses, addresses=tuple(addresses))
    except ValueError as error:
        raise RequestInvalidError(
            "a purpose is a-z, 0-9 and -, an address /ip4/IP/tcp/PORT, and it holds from a second to a year"
        ) from error


def _print_code(request: "InviteRequest", as_json: bool) -> None:
    with own_agent() as agent:
        code = agent.invite(request)
        facts = next(one for one in agent.invitations() if one.code == code)
    if as_json:
        print_json(facts.model_dump(mode="json"))
        return
    typer.echo(facts.code)
    many = "one agent" if facts.uses == 1 else f"{facts.uses} agents"
    typer.echo(f"For {many}, until {_clock(facts.expires_at_s)}. There: p2p-agent join CODE", err=True)


def _print_list(as_json: bool) -> None:
    with own_agent() as agent:
        issued = agent.invitations()
    if as_json:
        print_json([one.model_dump(mode="json") for one in issued])
    else:
        typer.echo("\n".join(map(_line, issued)) or "There is no invitation. Make one with: p2p-agent invite")


def _revoke(invitation: str, as_json: bool) -> None:
    from p2p.wire.invitation import decode_invitation

    wanted = decode_invitation(invitation).nonce if len("".join(invitation.split())) > 16 else invitation
    with own_agent() as agent:
        facts = agent.revoke_invitation(wanted)
    if as_json:
        print_json(facts.model_dump(mode="json"))
    else:
        typer.echo(f"The invitation {facts.invitation_id} is taken back; whoever used it before stays trusted.")


def _line(facts: "InvitationFacts") -> str:
    used = f"used {len(facts.used_by)} of {facts.uses}"
    return plain(f"{facts.invitation_id}  {facts.state:<8} {used:<14} until {_clock(facts.expires_at_s)}  {facts.purpose}")


def _clock(at_s: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at_s))
