from p2p.agent.assistant.instructions.asking import Ask
from p2p.agent.assistant.language.tokens import tokens_of


def asked(text: str) -> Ask:
    return Ask(tuple(tokens_of(text)))


def test_what_is_denied_is_not_asked_for() -> None:
    ask = asked("without capitals")
    assert ask.is_denied("upper") and not ask.has("upper")


def test_or_carries_a_denial_on() -> None:
    assert asked("no spaces or commas").is_denied("sign")


def test_a_comma_ends_a_clause() -> None:
    ask = asked("a dash in front, commas between")
    assert ask.near(1, "start") and not ask.near(1, "between")


def test_a_number_counts_what_follows_it() -> None:
    assert asked("three exclamation marks").number_before(1) == 3
