import numpy as np

from p2p.agent.assistant.conversation.recall import leans, owners, persons_in, pointed_at, things_of, wants_several
from p2p.agent.assistant.memory import Fact

FLAT = np.ones(4, dtype=np.float32)


def test_several_are_wanted_where_things_are_in_the_plural() -> None:
    assert wants_several("which phone numbers do you have?")
    assert wants_several("what do we need for the party?")
    assert not wants_several("which bus do I take?")


def test_a_pronoun_points_to_the_person_named_last() -> None:
    anna, hall = Fact("my friend Anna gets married in May", FLAT), Fact("the hall is in Leeds", FLAT)
    assert pointed_at("her brother is a cook", [anna, hall]) == anna.text
    assert pointed_at("it has two doors", [anna, hall]) == hall.text


def test_an_owner_is_a_relative_or_a_name_with_its_genitive() -> None:
    assert owners("Lena's phone number is 555 0199") == {"lena"}
    assert owners("my phone number") == frozenset()


def test_a_short_question_leans_on_the_one_before() -> None:
    assert leans("and the library card?")
    assert not leans("what's my locker number?")


def test_persons_and_things_are_named_by_their_words() -> None:
    assert persons_in("My friend Anna sits by Lars") == {"anna", "lars", "friend"}
    assert things_of("what is my blue bike") == {"blu", "bike"}
