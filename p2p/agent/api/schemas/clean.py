"""The local API's words on cleaning: what is to be removed from the home, what was."""

from pydantic import BaseModel, ConfigDict, StrictBool


class CleanRequest(BaseModel):
    """Asks to remove what is not needed any more; `everything`: also what is kept for a while."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    everything: StrictBool = False
    is_dry_run: StrictBool = False


class Removal(BaseModel):
    """What was removed of one kind, or would be."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: str
    num_entries: int
    size_bytes: int


class CleanReport(BaseModel):
    """Every kind, also where there was nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    is_dry_run: bool
    removals: tuple[Removal, ...]

    @property
    def size_bytes(self) -> int:
        """All of it."""
        return sum(removal.size_bytes for removal in self.removals)
