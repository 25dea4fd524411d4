from p2p.agent.assistant.conversation.lexicon import CONCEPTS, general_words, has, tokens_of, topic


def test_synonyms_are_one_word() -> None:
    assert topic("which color do I prefer") == topic("which colour do I like")


def test_the_forms_of_a_word_are_one() -> None:
    assert topic("I collect stamps") == topic("collecting stamp")
    assert topic("the choir sings") == topic("choirs singing")


def test_words_that_are_about_nothing_are_left_out() -> None:
    assert topic("where is it then, do you know?") == []


def test_who_i_am_is_a_question_for_a_name() -> None:
    assert topic("who am I") == topic("what's my name") == ["name"]
    assert "name" in topic("I'm Sam, and I work at the bakery")


def test_words_keep_their_apostrophes_in_either_form() -> None:
    assert tokens_of("Don’t ask: it's 5!") == ["don't", "ask", "it's", "5"]


def test_each_word_of_a_concept_is_one_token() -> None:
    assert [word for words in CONCEPTS.values() for word in words if tokens_of(word) != [word]] == []


def test_a_concept_is_had_where_a_word_is_its() -> None:
    assert has(tokens_of("please note it"), "keep")
    assert not has(tokens_of("the boiler"), "keep")


def test_a_letter_tells_things_of_a_sort_apart() -> None:
    assert topic("Flat A pays on the 1st") != topic("Flat B pays on the 1st") == topic("flat B pays on the 1st")
    assert topic("is it plan A?")[:1] == ["plan"] and len(topic("can I")) == 0


def test_sons_are_children_and_cats_are_pets() -> None:
    assert general_words(topic("my son and the cat")) == {*topic("child"), *topic("pet")}
    assert general_words(topic("my car")) == set()
