import numpy as np
import pytest

from p2p.agent.assistant.conversation.lexicon import topic
from p2p.agent.assistant.conversation.recall import (
    is_of_another_sort,
    labels_another,
    leans,
    names_another,
    owners,
    persons_in,
    pointed_at,
    things_of,
    wants_several,
)
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


def test_a_short_form_of_a_verb_makes_no_owner() -> None:
    assert owners("The sand's been put back to Thursday") == frozenset()


@pytest.mark.parametrize(
    ("asked", "told", "is_other"),
    [
        ("What shift am I on on Thursday?", "On Monday I'm on the early shift", True),
        ("what's the prescription for my right eye?", "My left eye is minus 2.25", True),
        ("What shift am I on on Thursday?", "On Thursday I'm on nights", False),
        ("where is the key?", "the key hangs by the left door", False),
    ],
)
def test_a_day_or_a_side_tells_facts_apart(asked: str, told: str, is_other: bool) -> None:
    assert is_of_another_sort(asked, told) is is_other


@pytest.mark.parametrize(
    ("asked", "told", "beside", "is_other"),
    [
        ("what time does Benedict start school?", "Esmeralda starts school at 8:50", "", True),
        ("what time does Benedict start school?", "Benedict starts school at 9:15", "", False),
        ("what time does Benedict start school?", "my son starts school at 9:15", "", False),
        ("and Tove?", "Anselm ginger beer", "Tove drinks cordial", False),
        ("and Tove?", "Anselm drinks ginger beer", "", True),
        ("when do I see Lena?", "Yoga is at six", "Lena comes too", False),
        ("what do I do on Mondays?", "Yoga class is on Mondays", "", False),
    ],
)
def test_a_fact_about_somebody_else_is_told_apart(asked: str, told: str, beside: str, is_other: bool) -> None:
    assert names_another(asked, told, topic(beside)) is is_other


@pytest.mark.parametrize(
    ("asked", "told", "is_another"),
    [
        ("who's in bed 9?", "Bed 4 is nil by mouth", True),
        ("who's in bed 4?", "Bed 4 is nil by mouth", False),
        ("which hive is hive two?", "hive two swarmed", False),
        ("when does flat B pay?", "Flat A pays on the 1st", True),
        ("is it platform 2?", "it is platform 7 now", False),
        ("what starts at 9?", "the film starts at 8", False),
        ("what do I have after 5?", "I have choir after 6", False),
        ("What does bed 2 need?", "Bed two needs a new mattress", False),
        ("Which is the new one?", "my new 3 bedroom flat", False),
    ],
)
def test_a_number_or_a_letter_tells_things_of_a_sort_apart(asked: str, told: str, is_another: bool) -> None:
    assert labels_another(asked, told) is is_another
