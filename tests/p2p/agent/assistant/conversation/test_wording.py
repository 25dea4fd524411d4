import pytest

from p2p.agent.assistant.conversation.wording import (
    after_lead,
    asks_about_speaker,
    asks_by_date,
    clauses_of,
    facts_in,
    goes_on_without_verb,
    is_question,
    is_statement,
    kept_in,
    names_nothing,
    questions_in,
    says_forget,
    says_wrong,
    speaks_of_memory,
    without_former,
)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("note: the car is in bay 52", "the car is in bay 52"),
        ("Please keep in mind: bin day is Tuesday", "bin day is Tuesday"),
        ("the router is behind the bookshelf, remember that", "the router is behind the bookshelf"),
        ("Don't forget that the rent is due", "the rent is due"),
        ("Would you please keep a note of this: the boiler was serviced in March", "the boiler was serviced in March"),
        ("The boiler was serviced in March, please hold on to that", None),
        ("For future reference, make a mental note: the boiler is old", "the boiler is old"),
        ("You no longer need to remember that the boiler is old", None),
        ("Shout this in capitals: the boiler is old", None),
        ("The boiler was serviced in March", None),
        ("remind me of the code?", None),
    ],
)
def test_a_clause_that_only_asks_to_keep_is_taken_off(text: str, fact: str | None) -> None:
    assert kept_in(text) == fact


@pytest.mark.parametrize("text", ["don't forget the milk", "what have I told you", "delete Lena's number", "start afresh"])
def test_a_word_of_keeping_forgetting_or_knowing_speaks_of_memory(text: str) -> None:
    assert speaks_of_memory(text)
    assert not speaks_of_memory("convert 2 km to metres")


def test_what_names_nothing_points_to_what_was_said_last() -> None:
    assert names_nothing("please delete that again")
    assert names_nothing("cancel that, I don't want you to keep it")
    assert not names_nothing("please delete the boiler")


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("Hanna gave the atlas back, so forget about it", True),
        ("you need not remember the boiler any longer", True),
        ("the circus is off, no need to hang on to that one", True),
        ("the boiler is old, don't forget it", False),
        ("should I delete it?", False),
        ("no need to hurry", False),
    ],
)
def test_what_need_not_be_kept_is_to_be_forgotten(text: str, is_said: bool) -> None:
    assert says_forget(text) is is_said


def test_who_asks_about_himself_wants_to_hear_all() -> None:
    assert asks_about_speaker("what have you noted about me and my dog?")
    assert not asks_about_speaker("what have you noted about my dog?")


def test_what_has_no_verb_goes_on_with_what_was_said() -> None:
    assert goes_on_without_verb("oh and a bay leaf")
    assert not goes_on_without_verb("and the leaf is dry")


def test_a_clause_ends_at_a_comma_a_colon_or_a_dash() -> None:
    assert clauses_of("sorry, wrong: it is at 11:50 - not 10:20") == ["sorry", "wrong", "it is at 11:50", "not 10:20"]


def test_a_question_needs_no_mark() -> None:
    assert is_question("in which place do I find extra fuses")
    assert is_question("and where is it")
    assert not is_question("extra fuses are in the blue tin")


def test_a_greeting_is_no_part_of_what_is_said() -> None:
    assert after_lead("hey, just one thing - the boiler is old") == "the boiler is old"
    assert after_lead("boiler - the old one") is None


def test_two_statements_in_one_sentence_are_two_facts() -> None:
    assert facts_in("shelf A is for flour, shelf B is for rice") == ["shelf A is for flour", "shelf B is for rice"]
    assert facts_in("the heater must stay off, it's broken") == ["the heater must stay off, it's broken"]


@pytest.mark.parametrize(
    ("said", "former", "holds"),
    [
        ("Lotte doesn't speak Danish, she speaks Norwegian", "Lotte speaks Danish", "she speaks Norwegian"),
        ("it's on Friday, not on Monday", "the market is on Monday", "it's on Friday"),
        ("it's on Friday, not on Sunday", "the market is on Monday", "it's on Friday, not on Sunday"),
        ("the door is not locked", "the door is locked", "the door is not locked"),
    ],
)
def test_a_correction_keeps_only_what_holds(said: str, former: str, holds: str) -> None:
    assert without_former(said, former) == holds


def test_a_statement_speaks_of_the_speaker_and_asks_for_nothing() -> None:
    assert is_statement("our lesson begins at 9:45 in the old hall")
    assert is_statement("I have a parrot. Her name is Lora and she is nine")
    assert not is_statement("my hedge is high, can I cut it")
    assert not is_statement("I ran 5 km, give me that in miles")


def test_a_lead_that_only_says_that_something_was_wrong_is_no_fact() -> None:
    assert facts_in("I got that wrong, our guide is Ali") == ["our guide is Ali"]


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("Answer in one word: what's the name of my cousin's baby?", ["what's the name of my cousin's baby?"]),
        ("Which hotel am I at in Porto? End with cheerio.", ["Which hotel am I at in Porto?"]),
        ("Which hotel am I at in Porto?", []),
        ("Say: hello there", []),
        ("who?\nwhat colour is my bike", ["what colour is my bike"]),
    ],
)
def test_a_question_stands_beside_other_parts(text: str, questions: list[str]) -> None:
    assert questions_in(text) == questions


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("what's due on 9 June?", True),
        ("what have we got on the 11th?", True),
        ("and what is on 2 May", True),
        ("what day is it on 9 June?", False),
        ("what is the weekday on 9 June?", False),
        ("what is 9 plus 3?", False),
        ("What is a 10 percent tip on 80?", False),
        ("Whatever you say, my flight is on 3 May", False),
        ("when is the fair on?", False),
    ],
)
def test_what_there_is_on_a_day_is_asked_of_the_memory(text: str, is_said: bool) -> None:
    assert asks_by_date(text) is is_said


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("I tell a lie, Comfort has the keys", "Comfort has the keys"),
        ("I misread it - my gate is B-22", "my gate is B-22"),
        ("I misspoke — it's 5", "it's 5"),
        ("I misread the letter, it's due on the 21st", "it's due on the 21st"),
    ],
)
def test_the_words_that_something_was_wrong_are_no_fact(text: str, fact: str) -> None:
    assert says_wrong(text) and facts_in(text) == [fact]
    assert not says_wrong(fact)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("The code of the barn is 6231, don't lose it.", "The code of the barn is 6231"),
        ("write down that my visa ends on 5 March", "my visa ends on 5 March"),
        ("write down that word three times", None),
        ("he brought it back, so drop that note", None),
        ("I parked on level 3. Never mind, scrap that.", None),
        ("put down that mystery novel and help me", None),
    ],
)
def test_a_wish_to_keep_may_be_a_denial_or_an_order(text: str, fact: str | None) -> None:
    assert kept_in(text) == fact


def test_what_was_never_told_is_to_be_forgotten() -> None:
    assert says_forget("pretend I never told you about the party")
    assert not says_forget("pretend to be a pirate")
    assert not says_forget("My doctor acts as if I never told her about my allergy.")
    assert not says_forget("Don't pretend I never told you about the party.")


def test_a_wait_is_no_fact_and_says_not_that_anything_was_wrong() -> None:
    assert facts_in("hang on, the rehearsal is on Wednesday") == ["the rehearsal is on Wednesday"]
    assert not says_wrong("hang on, the rehearsal is on Wednesday")


@pytest.mark.parametrize("text", ["as if n't " * 200, "as if never " * 166, "i misread" + " " * 1980, "what on " * 250])
def test_hostile_repetitions_are_read_at_once(text: str) -> None:
    assert not says_forget(text) and not says_wrong(text) and not asks_by_date(text)
