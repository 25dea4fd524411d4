"""The text sets: the project's own is what it says it is, the fetched ones are read as they come."""

import json
from collections import Counter
from pathlib import Path

import pytest

from core.errors import CodedError
from learning.text.near_duplicates import near_pairs
from learning.text.tokenizer import words_of
from tasks.data.text_sources import LabelledText, Utterances, hashed_name, parse_banking77, parse_clinc150, parse_metatool, read_source
from tasks.project.files import PROJECT_ROOT

RAW = (PROJECT_ROOT / "data/own/utterances.json").read_text("utf-8")
OWN = Utterances.model_validate_json(RAW)
JUDGED = [text for texts in OWN.labels.values() for text in texts]


def test_every_intent_has_at_least_sixty_utterances_and_there_are_at_least_twelve() -> None:
    assert len(OWN.labels) >= 12
    assert min(map(len, OWN.labels.values())) >= 60
    assert len(JUDGED) >= 720


def test_indirect_utterances_are_of_the_same_intents() -> None:
    assert set(OWN.indirect) == set(OWN.labels)
    assert min(map(len, OWN.indirect.values())) >= 20


def test_no_utterance_is_written_twice_or_nearly_so() -> None:
    texts = [*JUDGED, *(text for group in OWN.indirect.values() for text in group), *OWN.out_of_scope]
    first, second = near_pairs(texts, texts, 0.8)
    assert [(texts[a], texts[b]) for a, b in zip(first, second, strict=True) if a < b] == []


def test_no_utterance_is_empty_padded_or_long() -> None:
    for text in (*JUDGED, *OWN.out_of_scope):
        assert text == text.strip()
        assert "\n" not in text
        assert 1 <= len(words_of(text)) <= 20


def test_the_file_is_text_that_people_type() -> None:
    assert "�" not in RAW
    assert sorted({character for character in RAW if ord(character) > 127}) == ["í", "ñ"]


def test_utterances_of_an_intent_are_no_template() -> None:
    for label, texts in OWN.labels.items():
        openings = Counter(" ".join(words_of(text)[:2]) for text in texts)
        assert openings.most_common(1)[0][1] <= len(texts) / 3, label


def test_neighbouring_intents_share_their_words() -> None:
    def common(label: str) -> set[str]:
        counts = Counter(word for text in OWN.labels[label] for word in set(words_of(text)))
        return {word for word, count in counts.items() if count >= 5}

    for one, other, shared in (
        ("trust_peer", "block_peer", "trust"),
        ("publish_model", "fetch_model", "model"),
        ("start_training", "training_status", "round"),
        ("check_earnings", "pay_for_job", "credits"),
        ("set_reminder", "set_timer", "set"),
    ):
        assert shared in common(one) & common(other)


def test_the_registered_utterances_are_those_of_the_checkout() -> None:
    texts = read_source(PROJECT_ROOT, "utterances")
    assert sum(one.side == "either" for one in texts) == len(JUDGED)
    assert not {one.text for one in texts} & set(OWN.out_of_scope)


def test_clinc150_gives_its_two_sides_in_scope() -> None:
    raw = {"train": [["hi", "greet"]], "val": [["hey", "greet"]], "test": [["yo", "greet"]], "oos_test": [["?", "oos"]]}
    assert parse_clinc150(json.dumps(raw).encode()) == [LabelledText("hi", "greet", "train"), LabelledText("yo", "greet", "test")]


def test_banking77_keeps_commas_quotes_and_lines_inside_a_text() -> None:
    train = b'text,category\n"Hi, my ""card""\n\nis gone",lost\n'
    assert parse_banking77(train, b"text,category\nplain,lost\n") == [
        LabelledText('Hi, my "card"\n\nis gone', "lost", "train"),
        LabelledText("plain", "lost", "test"),
    ]


def test_an_unknown_set_is_refused() -> None:
    with pytest.raises(CodedError) as refusal:
        read_source(PROJECT_ROOT, "tweets")
    assert refusal.value.code == "gates.data.unknown"


@pytest.mark.parametrize("change", [lambda raw: raw.replace('"labels"', '"label"', 1), lambda raw: raw[:-10]])
def test_an_altered_file_is_refused(root: Path, change) -> None:
    (root / "data/own/utterances.json").write_text(change(RAW))
    with pytest.raises(CodedError) as refusal:
        read_source(root, "utterances")
    assert refusal.value.code == "gates.data.altered"


def test_the_hashed_form_is_a_set_of_its_own() -> None:
    assert hashed_name("utterances") == "utterances_hashed"


def test_metatools_queries_come_with_their_tools_and_once() -> None:
    raw = b'Query,Tool\nfind papers,Finder\n"cite, please",Cite\nfind papers,Finder\nfind papers,Cite\n'
    assert parse_metatool(raw) == [
        LabelledText("find papers", "Finder", "either"),
        LabelledText("cite, please", "Cite", "either"),
        LabelledText("find papers", "Cite", "either"),
    ]
