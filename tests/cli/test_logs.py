import json
import signal
import subprocess


def test_the_log_is_printed_for_people_and_for_programs_whether_the_agent_runs_or_not(command) -> None:
    assert (command("logs").code, command("logs").out) == (0, "")
    assert "p2p-agent start" in command("logs").err
    command.process("start", "--json")
    assert "agent.ready" in command("logs", "-n", "500").out
    follower = subprocess.Popen(
        command.words("logs", "--follow", "-n", "1", "--json"), env=command.environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert json.loads(follower.stdout.readline())  # from here on it misses nothing
        command("stop")
        while json.loads(follower.stdout.readline())["event"] != "agent.stopped":
            pass
        follower.send_signal(signal.SIGINT)
        assert follower.wait(20) == 0
    finally:
        follower.kill()
        follower.wait()
        follower.stdout.close()
    events = command.process("logs", "-n", "3", "--json").json
    assert (len(events), events[-1]["event"]) == (3, "agent.stopped")
    assert "agent.stopped" not in command("logs", "--level", "warning").out
