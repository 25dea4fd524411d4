from p2p.agent.assistant.composing.frames import Frame


def test_a_frame_asks_for_nothing_at_first() -> None:
    assert not (Frame().case or Frame().kept or Frame().replaced or Frame().joint)
