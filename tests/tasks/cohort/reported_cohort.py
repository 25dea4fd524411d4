"""A cohort that was handed in, taken in and reported: unlike nodes, each with a key of its own."""

from datetime import datetime
from pathlib import Path

from core.signing.keys import SigningKey
from gates.cohort.ledger import Intake
from tasks.cohort.reports import write_reports
from tests.gates.cohort.bundles import NOW, Made, profile
from tests.tasks.cohort.cohort_folder import Place, make_place
from tests.tasks.signed_project import SignedProject


def made(number: int, *, rehearsal: bool = False, region: str | None = None) -> Made:
    """What node `number` hands in: of three regions, and two tiers of each kind."""
    name = f"node-{number}"
    own = {
        "region": region or ("eu", "us", "asia")[number % 3],
        "hardware_tier": ("laptop", "server")[number % 2],
        "network_tier": ("fibre", "dsl")[number % 2],
    }
    manifest = {"profile": {**profile(name), **own}, "rehearsal": rehearsal}
    return Made(key=SigningKey.from_seed(bytes([number]) * 32), node_id=name, manifest=manifest)


def handed_in(around: Path, *bundles: Made) -> Place:
    """A maintainer's folder in which these were taken in, rehearsals included."""
    place = make_place(around)
    for number, bundle in enumerate(bundles):
        place.drop(bundle.packed(), f"bundle-{number}.tgz")
    seen = place.take(intake=Intake(takes_rehearsals=True))
    assert [one.error for one in seen] == [None] * len(bundles)
    return place


def reported(project: SignedProject, place: Place, now: datetime = NOW) -> None:
    """The records of all that was taken, written and signed."""
    write_reports(project.root, place.folder, now=now)
