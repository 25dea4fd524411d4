import numpy as np

from p2p.agent.assistant.conversation.matching import best_of, match_facts
from p2p.agent.assistant.memory import Fact

FLAT = np.ones(4, dtype=np.float32)


def best(question: str, *facts: str, earlier: str = "") -> str:
    return facts[best_of(match_facts(question, FLAT, [Fact(text, FLAT) for text in facts], Fact(earlier, FLAT) if earlier else None))]


def test_the_fact_with_more_of_the_words_is_the_better_one() -> None:
    key = "the blue key is under the mat"
    assert best("where is the blue key", key, "the red key is in the drawer") == key


def test_a_fact_about_somebody_else_counts_less() -> None:
    mine = "my favourite colour is ochre"
    assert best("my favourite colour?", mine, "my sister's favourite colour is mint") == mine


def test_a_short_question_leans_on_the_one_before_it() -> None:
    told = ("my passport number is 7", "my library card number is 9")
    assert best("and the library card?", *told, earlier="what is my passport number") == told[1]


def test_of_equal_facts_the_last_is_meant() -> None:
    assert best("the code?", "the code of the gate is 1", "the code of the door is 2") == "the code of the door is 2"


def test_what_is_of_another_thing_is_no_answer() -> None:
    far = np.array([1, 0, 0, 0], dtype=np.float32)
    dog = Fact("our dog is called Pepper", np.array([0, 1, 0, 0], dtype=np.float32))
    assert match_facts("what is the name of our rabbit", far, [dog])[0].is_of_other
    assert not match_facts("what is the name of our dog", far, [dog])[0].is_of_other


def test_a_fact_of_the_kind_that_is_asked_for_is_the_better_one() -> None:
    facts = ("the choir meets in the chapel", "the choir meets on Thursdays")
    assert best("where does the choir meet?", *facts) == facts[0]
    assert best("when does the choir meet?", *facts) == facts[1]


def test_a_name_is_as_good_as_what_it_was_given_to() -> None:
    facts = ("our dog is called Pepper", "Pepper sleeps in the hall", "the boiler sits in the hall")
    assert best("where does our dog sleep", *facts) == facts[1]


def test_what_a_later_turn_told_otherwise_fits_less() -> None:
    question = np.array([1, 0, 0, 0], dtype=np.float32)
    near, far = (np.array(row, dtype=np.float32) for row in ([1, 0, 0, 0], [0.9, 0.4, 0, 0]))
    told = [Fact("Cake gets delivered at 1pm", near, turn=0), Fact("the baker called, cake is delivered at 11am", far, turn=1)]
    assert best_of(match_facts("when is the cake coming", question, told)) == 1
    told = [Fact("the cake gets delivered at 1pm", near, turn=0), Fact("the flowers get delivered at 11am", far, turn=1)]
    assert best_of(match_facts("when is the cake delivered", question, told)) == 0
    told = [Fact("my train leaves at 5:10", near, turn=0), Fact("Ben's train leaves at 6:20", far, turn=1)]
    assert best_of(match_facts("when does my train leave", question, told)) == 0


def test_a_short_question_points_at_the_fact_that_names_its_words() -> None:
    told = [Fact("The tenor's name is Odd", FLAT, group=1), Fact("the bass's is Jon", FLAT, "The tenor's name is Odd", group=1)]
    assert best_of(match_facts("and the tenor?", FLAT, told, Fact("what's the bass called?", FLAT))) == 0


def test_a_thing_with_another_number_is_no_answer() -> None:
    bed = [Fact("Bed 4 is nil by mouth", FLAT)]
    assert match_facts("who's in bed 9?", FLAT, bed)[0].is_of_other
    assert not match_facts("who's in bed 4?", FLAT, bed)[0].is_of_other
