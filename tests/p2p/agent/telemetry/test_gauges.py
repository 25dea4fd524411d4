from prometheus_client.parser import text_string_to_metric_families

from p2p.agent.client.metrics import read_metrics

TELLS = {
    "p2p_agent_connections", "p2p_agent_streams", "p2p_agent_peers", "p2p_agent_blob_bytes", "p2p_agent_blob_held_bytes",
    "p2p_agent_replay_window_messages", "p2p_agent_replay_journal_bytes", "p2p_agent_tasks_active", "p2p_agent_sessions",
    "p2p_agent_session_rounds", "p2p_agent_worker_starts", "p2p_agent_resident_bytes", "p2p_agent_open_descriptors",
    "p2p_agent_uptime_seconds", "p2p_agent_tasks", "p2p_agent_task_seconds",
}  # fmt: skip


def test_prometheus_reads_how_the_agent_stands(http) -> None:
    answer = http.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    assert set(families) == TELLS
    values = {name: family.samples[0].value for name, family in families.items() if len(family.samples) == 1}
    assert values["p2p_agent_resident_bytes"] > 2**24
    assert values["p2p_agent_open_descriptors"] > 5
    assert values["p2p_agent_connections"] == 0


def test_a_task_between_two_agents_shows_in_both(pair) -> None:
    a, b = pair
    b.client.trust_add(a.record.peer_id)
    before = tasks_of(b)
    for task, code in (("echo", None), ("nonsense", "p2p.task.unknown")):
        answer = a.client.ask(b.record.peer_id, task, "hello")
        assert (answer.error or {}).get("code") == code
    after = tasks_of(b)
    assert after.get(("echo", "completed"), 0) - before.get(("echo", "completed"), 0) == 1
    assert after.get(("other", "p2p.task.unknown"), 0) - before.get(("other", "p2p.task.unknown"), 0) == 1
    values = {(one.name, *one.labels.values()): one.value for one in read_metrics(b.client)}
    assert values["connections",] >= 1
    assert values["peers", "connected"] >= 1
    assert values["peers", "trusted"] == 1
    assert values["replay_window_messages",] >= 2
    assert values["replay_journal_bytes",] > 0
    assert values["streams",] == 0


def tasks_of(agent) -> dict[tuple[str, str], float]:
    samples = [one for one in read_metrics(agent.client) if one.name == "tasks_total"]
    return {(one.labels["capability"], one.labels["outcome"]): one.value for one in samples}
