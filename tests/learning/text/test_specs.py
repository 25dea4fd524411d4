from learning.text.specs import VectorizerSpec


def test_the_name_of_a_vectorizer_says_what_it_counts() -> None:
    assert VectorizerSpec(character_gram_size=4, min_documents=1).name == "tfidf-sublinear-words-1-2-characters-4"
