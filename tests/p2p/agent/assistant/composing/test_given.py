from p2p.agent.assistant.composing.given import Given


def test_one_item_is_no_list() -> None:
    assert not Given("oak", ("oak",)).is_list
