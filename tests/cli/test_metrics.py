def test_metrics_are_printed_for_people_and_for_programs(pair) -> None:
    [a, _], _ = pair
    said = a.process("metrics")
    assert said.code == 0
    assert "resident_bytes" in said.out
    assert "peers {state=trusted}" in said.out
    values = {sample["name"]: sample["value"] for sample in a("metrics", "--json").json}
    assert values["open_descriptors"] > 5


def test_metrics_need_a_running_agent(command) -> None:
    said = command("metrics", "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "p2p.agent.not_running")
