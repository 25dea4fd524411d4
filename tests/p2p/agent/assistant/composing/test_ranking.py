from p2p.agent.assistant.composing.composer import candidates_of
from p2p.agent.assistant.composing.ranking import is_meant, ranked, weights_of
from p2p.agent.assistant.kinds import KINDS, Kind


def chances(likely: Kind) -> dict[Kind, float]:
    return {kind: 0.95 if kind == likely else 0.01 for kind in KINDS}


def test_a_reply_is_meant_where_the_turn_is_an_instruction() -> None:
    best = ranked(candidates_of("to lower: README FIRST"))
    assert best is not None
    assert best.reply == "readme first"
    assert is_meant(best, None, chances("instruction"), 0.1)
    assert not is_meant(best, None, chances("memory"), 0.99)
    assert not is_meant(best, best.reply, chances("instruction"), 0.1)


def test_a_weight_stands_behind_its_name() -> None:
    assert weights_of("one 1.5 two -2.0") == {"one": 1.5, "two": -2.0}
