"""What a volunteer says of a node: its id, where it stands, and what kind of machine on what kind of line it is."""

from typing import Annotated

from pydantic import Field

from gates.artifacts.fields import ClosedArtifact, Positive

Tier = Annotated[str, Field(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$")]
"""One plain word, so that tiers are counted as they are written."""
Cores = Annotated[int, Field(ge=1, le=4096)]


class NodeProfile(ClosedArtifact):
    """The node; `region` is `unknown` where nobody says, and `memory_gb` counts GiB, as the node's kernel sees them."""

    node_id: str
    region: Tier
    hardware_tier: Tier
    cpu_cores: Cores
    memory_gb: Annotated[Positive, Field(le=65536)]
    network_tier: Tier
