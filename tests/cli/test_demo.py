import json
import re

from cli.demo import SENTENCES
from p2p.agent.demo.model import GREETING


def test_a_person_reads_the_story_and_what_to_do_next(command) -> None:
    said = command.process("demo")
    assert said.code == 0, said.err
    assert said.err == ""
    told = re.sub(r"12D3Koo\w+", "ID", said.out)
    for line in (
        "2 agents start",
        "Agent A (requester) started: ID",
        "Agent B (provider) started: ID",
        "Peers discovered each other by multicast DNS",
        "Connection established with agent B",
        'Task sent to agent B: {"task": "inference", "input": "Hello, P2P AI!"}',
        "Agent B is processing the task",
        'Result from agent B: {"result": "Processed: Hello, P2P AI!", "latency_ms":',
        "Done: each result is signed by its provider and verified",
        "Next: an agent of your own",
    ):
        assert line in told
    assert all(re.match(r"\[ *\d+\.\d\d s\] ", line) for line in told.split("\n\n")[0].splitlines())
    assert not command.home.exists()


def test_a_program_reads_one_event_a_line_with_its_time(command) -> None:
    said = command("demo", "--task", "echo", "--input", "x\x1b[2J", "--json")
    events = [json.loads(line) for line in said.out.splitlines()]
    assert (said.code, events[-1]["event"]) == (0, "done")
    times_s = [event["elapsed_s"] for event in events]
    assert times_s == sorted(times_s)
    [result] = [event for event in events if event["event"] == "result"]
    assert result["output"]["result"] == "x\x1b[2J"


def test_a_failure_is_one_line_with_its_code_and_a_next_step(command) -> None:
    said = command("demo", "--peers", "6", "--task", "echo", "--timeout", "1")  # two may be through by then
    assert said.code == 1
    assert re.search(r"The demo did not come to its end\. .* \[p2p\.demo\.failed\]\nNext: .+\n", said.err)
    as_json = command("demo", "--peers", "6", "--task", "echo", "--timeout", "1", "--json")
    failed = json.loads(as_json.out.splitlines()[-1])
    assert (failed["event"], failed["error"]["code"]) == ("failed", "p2p.demo.failed")


def test_wrong_usage_is_exit_code_2(command) -> None:
    assert command("demo", "--peers", "1").code == 2
    assert command("demo", "--task", "dance").code == 2


def test_blocked_multicast_is_said() -> None:
    [line] = SENTENCES["peers_discovered"]({"by": "invitation", "after_s": 3.0, "peers": []})
    assert "invitation" in line


def test_a_long_input_is_cut_and_named() -> None:
    [line] = SENTENCES["task_sent"]({"agent": "B", "task": {"task": "inference", "input": [0.0] * 64}, "input_is": "a handwritten 0"})
    assert line.endswith("… (a handwritten 0)")
    [short] = SENTENCES["task_sent"]({"agent": "B", "task": {"task": "inference", "input": GREETING}, "input_is": "a greeting"})
    assert short.endswith(f'"input": "{GREETING}"}}')


def test_a_models_answer_shows_its_hash() -> None:
    output = {"result": "0", "probabilities": {"0": 0.9}, "model": "ab" * 32, "latency_ms": 2.0}
    assert SENTENCES["result"]({"agent": "B", "output": output}) == [
        'Result from agent B: {"result": "0", "latency_ms": 2.0}',
        f"Predicted by the model {'ab' * 32}",
    ]


def test_what_a_peer_says_moves_no_cursor() -> None:
    [line] = SENTENCES["result"]({"agent": "B", "output": {"result": "x\x1b[2J", "latency_ms": 1}})
    assert "\x1b" not in line
