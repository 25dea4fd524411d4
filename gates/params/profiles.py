"""Parameters that differ by profile."""

from typing import Generic, TypeVar

from core.parameters import Parameters
from gates.catalogue import Profile

Part = TypeVar("Part", bound=Parameters)


class ByProfile(Parameters, Generic[Part]):
    """One section of params.yaml with a part for each profile."""

    reduced: Part
    full: Part

    def of(self, profile: Profile) -> Part:
        """The part of the profile."""
        return self.reduced if profile == "reduced" else self.full
