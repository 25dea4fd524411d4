import stat
from typing import Literal

import pytest
from pydantic import BaseModel

from p2p.errors import StoreUnreadableError
from p2p.json_file import read_model, write_model


class Note(BaseModel):
    version: Literal[1] = 1
    text: str = "nothing"


def test_what_is_written_is_read_by_its_owner_alone(tmp_path):
    write_model(tmp_path / "note", Note(text="hello"))
    assert read_model(tmp_path / "note", Note).text == "hello"
    assert stat.S_IMODE((tmp_path / "note").stat().st_mode) == 0o600


def test_without_a_file_there_are_the_defaults(tmp_path):
    assert read_model(tmp_path / "note", Note) == Note()


@pytest.mark.parametrize("content", ["", "[]", '{"version": 2}'])
def test_a_damaged_file_is_refused(tmp_path, content):
    (tmp_path / "note").write_text(content)
    with pytest.raises(StoreUnreadableError):
        read_model(tmp_path / "note", Note)


def test_a_file_that_cannot_be_written_is_an_error(tmp_path):
    with pytest.raises(StoreUnreadableError):
        write_model(tmp_path / "missing" / "note", Note())
