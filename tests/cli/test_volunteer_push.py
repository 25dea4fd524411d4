"""From the maintainer's open inbox to a bundle that it takes, pushed by the commands that both type."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.units import format_utc
from gates.cohort.pilot_derivation import NEEDED_GATES
from tasks.evidence.local_identity import local_key
from tests.cli.conftest import Command
from tests.cli.test_volunteer import ANSWERS
from tests.tasks.signed_project import SignedProject, make_project


@pytest.fixture
def project(tmp_path: Path) -> SignedProject:
    return make_project(tmp_path / "project")


def invited(maintainer: Command, project: SignedProject) -> str:
    return maintainer("cohort", "invite", "--project", str(project.root), "--json").json["path"]


def set_up(volunteer: Command, project: SignedProject, invitation: str, monkeypatch) -> None:
    for name, value in volunteer.settings.items():
        monkeypatch.setenv(name, value)
    for gate in sorted(NEEDED_GATES):
        project.publish(gate, key=local_key(), git_commit="a1b2c3d", generated_utc=format_utc(datetime.now(UTC)))
    assert volunteer("volunteer", "setup", "--invitation", invitation, *ANSWERS, "--project", str(project.root)).code == 0


def test_a_bundle_goes_over_libp2p_from_the_volunteers_project_to_the_maintainers_cohort(pair, project, monkeypatch) -> None:
    [maintainer, volunteer], [own, _] = pair
    here = ("--project", str(project.root))
    invitation = invited(maintainer, project)
    set_up(volunteer, project, invitation, monkeypatch)
    assert volunteer("volunteer", "push", *here, "--json").json["error"]["code"] == "tasks.volunteer.unready"
    volunteer("volunteer", "pack", *here)
    assert "volunteer push" in volunteer("volunteer", "status", *here).out
    assert volunteer("volunteer", "push", *here, "--timeout", "1", "--json").json["error"]["code"] == "p2p.bundle.closed"
    said = volunteer("volunteer", "status", *here).out
    assert "[p2p.bundle.closed]" in said and "next: p2p-agent volunteer push" in said

    opened = maintainer("cohort", "open", *here, "--json").json
    pushed = volunteer("volunteer", "push", *here, "--to", opened["addresses"][0], "--json")
    assert (pushed.code, pushed.json["peer_id"]) == (0, own)
    again = volunteer("volunteer", "push", *here)
    assert pushed.json["sha256"] in again.out
    said = volunteer("volunteer", "status", *here, "--json").json
    assert [one["sha256"] for one in said["pushed"]] == [pushed.json["sha256"]]
    assert said["unpushed"] is None and "1 acknowledged" in volunteer("volunteer", "status", *here).out

    assert [seen["state"] for seen in maintainer("cohort", "accept", *here, "--json").json] == ["passed"]
    assert volunteer("volunteer", "push", *here).code == 0
    assert maintainer("cohort", "inbox", *here, "--json").json == []

    identity = Path(invitation).name.partition(".")[0]
    maintainer("cohort", "revoke", identity, *here)
    volunteer("volunteer", "pack", *here)
    refused = volunteer("volunteer", "push", *here, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "p2p.bundle.revoked")
    assert maintainer("cohort", "close", "--json").json["state"] == "closed"


def test_an_inbox_that_takes_the_place_of_another_says_so(pair, project, tmp_path: Path) -> None:
    maintainer = pair[0][0]
    first = maintainer("cohort", "open", "--project", str(project.root), "--json").json["arrived"]
    assert "no more in" not in maintainer("cohort", "open", "--project", str(project.root)).out
    assert f"no more in {first}" in maintainer("cohort", "open", "--project", str(tmp_path / "other")).out
    maintainer("cohort", "close")
    assert "no more in" not in maintainer("cohort", "open", "--project", str(project.root)).out
    maintainer("cohort", "close")


def test_an_invitation_goes_to_nobody_but_who_signed_it(pair, project, monkeypatch) -> None:
    [maintainer, volunteer], [_, other] = pair
    set_up(volunteer, project, invited(maintainer, project), monkeypatch)
    volunteer("volunteer", "pack", "--project", str(project.root))
    refused = volunteer("volunteer", "push", "--to", other, "--project", str(project.root), "--json")
    assert refused.json["error"]["code"] == "gates.cohort_invitation.untrusted"
    assert volunteer("volunteer", "push", "--to", "nobody", "--project", str(project.root)).code == 1


def test_a_push_needs_an_agent_and_says_how_to_start_one(command: Command, pair, project, monkeypatch) -> None:
    set_up(command, project, invited(pair[0][0], project), monkeypatch)
    command("volunteer", "pack", "--project", str(project.root))
    refused = command("volunteer", "push", "--project", str(project.root))
    assert refused.code == 1 and "p2p-agent start" in refused.err
