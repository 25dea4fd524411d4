import numpy as np

from p2p.agent.assistant.conversation.recall import is_about, match_scores, owners, topic
from p2p.agent.assistant.memory import Fact

FLAT = np.ones(4, dtype=np.float32)


def facts(*texts: str) -> list[Fact]:
    return [Fact(text, FLAT) for text in texts]


def test_the_fact_with_more_of_the_words_is_the_better_one() -> None:
    scores = match_scores("where is the blue key", FLAT, facts("the blue key is under the mat", "the red key is in the drawer"))
    assert scores[0][0] > scores[1][0]


def test_a_fact_about_somebody_else_counts_less() -> None:
    scores = match_scores("my favourite colour?", FLAT, facts("my favourite colour is ochre", "my sister's favourite colour is mint"))
    assert scores[0][0] > scores[1][0]
    assert owners("Lena's phone number is 555 0199") == {"lena"}


def test_a_short_question_leans_on_the_one_before_it() -> None:
    told = facts("my passport number is 7", "my library card number is 9")
    assert (
        match_scores("and the library card?", FLAT, told, "what is my passport number")[1][0]
        > match_scores("and the library card?", FLAT, told, "what is my passport number")[0][0]
    )


def test_synonyms_are_one_word() -> None:
    assert topic("which color do I prefer") == topic("which colour do I like")


def test_a_fact_without_a_word_of_the_question_must_be_near_in_meaning() -> None:
    assert is_about(0.0, 0.5)
    assert not is_about(0.0, 0.3)
