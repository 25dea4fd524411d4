"""The plays are read speaker by speaker, and the last speeches of each are kept for testing."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.errors import DataAlteredError, DataMissingError
from gates.params.data import SpeechesParameters
from tasks.data.speeches import SOURCE, load_speeches, parse_plays, prepare_speeches, write_speeches
from tasks.project.files import PROJECT_ROOT

MIRROR = PROJECT_ROOT.parent / "shared" / "data"
PARAMS = SpeechesParameters(min_characters=2000, test_fraction=0.2)
PLAYS = b"ANNA:\nOne\ntwo.\n\nBEN:\nThree.\n\nGHOST:\n\n\nANNA:\nFour.\n\nANNA:\nFive: six.\n\nBEN:\nSeven.\n"


def test_speeches_are_those_below_their_speaker_s_line() -> None:
    assert parse_plays(PLAYS) == {"ANNA": ["One\ntwo.", "Four.", "Five: six."], "BEN": ["Three.", "Seven."]}


@pytest.mark.parametrize("raw", [b"no speaker\nat all\n", b"ANNA:\nyes\n\n and no\n", "ANNÁ:\nyes\n".encode()])
def test_what_are_no_plays_is_refused(raw: bytes) -> None:
    with pytest.raises(DataAlteredError):
        parse_plays(raw)


@given(st.floats(0.01, 0.99))
def test_every_speech_is_on_one_side_and_the_test_side_is_the_end(test_fraction: float) -> None:
    found = prepare_speeches(PLAYS, SpeechesParameters(min_characters=1, test_fraction=test_fraction))
    assert {speaker.name: [*speaker.train, *speaker.test] for speaker in found.speakers} == parse_plays(PLAYS)
    assert all(speaker.train and speaker.test for speaker in found.speakers)
    assert set(found.vocabulary) == {character for texts in parse_plays(PLAYS).values() for text in texts for character in text} | {"\n"}


def test_who_says_too_little_is_left_out_and_somebody_must_say_enough() -> None:
    found = prepare_speeches(PLAYS, SpeechesParameters(min_characters=20, test_fraction=0.2))
    assert [speaker.name for speaker in found.speakers] == ["ANNA"] and found.speakers[0].test == ("Five: six.",)
    with pytest.raises(DataAlteredError):
        prepare_speeches(PLAYS, PARAMS)


def test_without_the_plays_nothing_is_written(root: Path) -> None:
    with pytest.raises(DataMissingError):
        write_speeches(root, PARAMS)
    (root / "data" / SOURCE).write_bytes(PLAYS)
    with pytest.raises(DataAlteredError):
        write_speeches(root, PARAMS)
    assert not (root / "data" / "speeches").exists()


@pytest.mark.skipif(not (MIRROR / SOURCE).exists(), reason="the public data is not in ../shared/data")
def test_the_real_plays_give_the_registered_speakers(root: Path) -> None:
    shutil.copy(MIRROR / SOURCE, root / "data" / SOURCE)
    write_speeches(root, PARAMS)
    found = load_speeches(root)
    assert len(found.speakers) == 99 and len(found.vocabulary) == 64
    sizes = [(sum(map(len, speaker.train)), sum(map(len, speaker.test))) for speaker in found.speakers]
    assert min(train + test for train, test in sizes) >= 2000 and all(test >= 0.2 * (train + test) for train, test in sizes)
    with pytest.raises(DataAlteredError, match="another split"):
        write_speeches(root, PARAMS.model_copy(update={"test_fraction": 0.1}))
