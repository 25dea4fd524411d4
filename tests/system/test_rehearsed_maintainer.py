"""The maintainer takes in what waited when a day had ended, and not what the next day has brought since."""

from pathlib import Path
from typing import cast

from core.units import format_utc
from p2p.agent.launch import RunningAgent
from tests.gates.cohort.bundles import NOW
from tests.system.rehearsed_maintainer import Maintainer
from tests.tasks.cohort.cohort_folder import make_place


def test_a_bundle_of_the_next_day_waits_for_the_next_intake(tmp_path: Path) -> None:
    place = make_place(tmp_path)
    maintainer = Maintainer(cast(RunningAgent, None), place.folder)
    place.drop(b"", "today.tgz")
    names = maintainer.waiting({})
    place.drop(b"", "tomorrow.tgz")
    taken = maintainer.take({"moment": format_utc(NOW), "names": names})
    assert ([one["file"] for one in taken], maintainer.waiting({})) == (["today.tgz"], ["tomorrow.tgz"])
