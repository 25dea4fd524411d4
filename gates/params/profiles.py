"""Parameters that differ by profile."""

from typing import Generic, TypeVar

from core.errors import ParameterInvalidError
from core.parameters import Parameters
from gates.catalogue import Profile

Part = TypeVar("Part", bound=Parameters)


class ByProfile(Parameters, Generic[Part]):
    """One section of params.yaml with a part for each profile; what is not rehearsed has none for that."""

    reduced: Part
    full: Part
    rehearsal: Part | None = None

    def of(self, profile: Profile) -> Part:
        """The part of the profile.

        Errors: ParameterInvalidError (core.parameters.invalid) where there is none.
        """
        parts: dict[Profile, Part | None] = {"reduced": self.reduced, "full": self.full, "rehearsal": self.rehearsal}
        if (part := parts[profile]) is None:
            raise ParameterInvalidError(f"there is no part for the profile {profile}", parameter=profile)
        return part
