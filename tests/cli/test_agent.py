import signal
import subprocess


def test_an_id_is_made_on_first_use_and_stays(command) -> None:
    first = command.process("id", "--json").json
    assert (first["is_running"], first["addresses"]) == (False, [])
    assert command("id").out.strip() == first["peer_id"]


def test_an_agent_is_started_shown_and_stopped(pair, command) -> None:
    [a, _], [peer, _] = pair
    shown = a("id", "--json").json
    assert (shown["peer_id"], shown["is_running"]) == (peer, True)
    assert shown["addresses"][0].startswith("/ip4/127.0.0.1/tcp/")
    again = a("start", "--json")
    assert (again.code, again.json["error"]["code"]) == (1, "p2p.agent.already_running")


def test_a_foreground_agent_ends_with_ctrl_c(command) -> None:
    process = subprocess.Popen(command.words("start", "--foreground"), env=command.environment, stdout=subprocess.PIPE, text=True)
    lines = [process.stdout.readline() for _ in range(5)]
    assert "Next: p2p-agent peers\n" in lines
    process.send_signal(signal.SIGINT)
    try:
        process.wait(30)
    finally:
        process.kill()
        process.stdout.close()
    assert command("id", "--json").json["is_running"] is False


def test_a_background_agent_is_stopped_by_the_command(command) -> None:
    started = command.process("start")
    assert started.code == 0
    assert "agent.log" in started.out
    stopped = command.process("stop", "--json")
    assert stopped.json["stopped"] is True
    assert command("stop").code == 1
