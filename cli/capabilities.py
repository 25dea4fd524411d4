"""`p2p-agent capabilities`: what an agent can be asked to do."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import AsJson, filled, own_agent, plain, print_json, reported, waiting

if TYPE_CHECKING:
    from pydantic import JsonValue

    from p2p.agent.api.schemas.capabilities import CapabilityFacts


def capabilities(
    peer: Annotated[str | None, typer.Argument(help="The peer's id (12D3KooW…); without one, this agent's own are listed.")] = None,
    as_json: AsJson = False,
) -> None:
    """List what a peer, or this agent, can be asked to do, with the form of each input."""
    with reported(as_json):
        from core.ids import parse_peer_id
        from p2p.agent.client.capabilities import CapabilityCalls

        if peer is not None:
            parse_peer_id(peer)
        with own_agent() as agent, waiting(f"Asking {peer or 'this agent'}"):
            calls = CapabilityCalls(agent)
            found = calls.own() if peer is None else calls.of_peer(peer)
        if as_json:
            print_json([facts.model_dump(mode="json") for facts in found])
            return
        for facts in found:
            _print(facts)


def _print(facts: "CapabilityFacts") -> None:
    limits = facts.limits
    typer.secho(plain(facts.name), bold=True)
    typer.echo(filled(f"  {plain(facts.summary)}", "  "))
    typer.echo(filled(f"  input   {plain(_form(facts.input))}", " " * 10))
    typer.echo(f"  limits  {limits.concurrency} at once, {limits.queue} waiting, {limits.time_s:g} s each")


def _form(schema: "dict[str, JsonValue]") -> str:
    """The schema in a line: the fields of an object, what is optional in brackets; the whole is in `--json`."""
    variants = schema.get("anyOf")
    fields = schema.get("properties")
    if isinstance(fields, dict) and fields:
        required = schema.get("required")
        known = required if isinstance(required, list) else []
        # Sorted, since an agent's own schema and one that came in canonical JSON are to look alike.
        needed, optional = (sorted(name for name in fields if (name in known) is is_needed) for is_needed in (True, False))
        return ", ".join([*needed, *(f"[{name}]" for name in optional)])
    if isinstance(variants, list):
        kinds = list(dict.fromkeys(str(one.get("type", "JSON")) for one in variants if isinstance(one, dict)))
        return "none is needed" if "null" in kinds else f"{' or '.join(sorted(kinds))}; --json says more"
    kind = schema.get("type")
    return kind if isinstance(kind, str) else "any JSON"
