"""`p2p-agent metrics`: what the agent has counted and how it stands."""

import typer

from cli.output import AsJson, own_agent, plain, print_json, reported


def metrics(as_json: AsJson = False) -> None:
    """Print the agent's metrics; Prometheus reads them at /metrics on the agent's socket."""
    with reported(as_json):
        from p2p.agent.client.metrics import read_metrics

        with own_agent() as agent:
            samples = read_metrics(agent)
        if as_json:
            print_json([sample.model_dump(mode="json") for sample in samples])
            return
        for sample in samples:
            labels = ", ".join(f"{name}={value}" for name, value in sample.labels.items())
            name = f"{sample.name} {{{labels}}}" if labels else sample.name
            value = f"{sample.value:,.0f}" if sample.value.is_integer() else f"{sample.value:,.4f}"
            typer.echo(f"{plain(name):<56} {value:>16}")
