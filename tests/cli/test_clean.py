from pathlib import Path


def test_a_home_is_cleaned_with_and_without_an_agent(command) -> None:
    assert command("clean").out == "There is nothing to remove.\n"
    assert not command.home.exists()
    started = command.process("start", "--json").json
    old = Path(command.home) / "logs" / "agent.log.1"
    old.write_bytes(b"x" * 2048)
    said = command.process("clean", "--dry-run")
    assert "logs" in said.out
    assert said.out.splitlines()[-1] == "2.0 KiB would be removed."
    assert command("clean", "--json").json["size_bytes"] == 2048
    assert not old.exists()
    assert command("stop").code == 0
    removed = {entry["kind"]: entry["num_entries"] for entry in command("clean", "--all", "--json").json["removals"]}
    assert removed["logs"] >= 1
    assert command("id", "--json").json["peer_id"] == started["peer_id"]
