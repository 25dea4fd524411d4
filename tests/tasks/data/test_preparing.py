"""What lies there is not made again; that what is missing is made is seen by whole runs of the gates in fresh copies."""

import shutil
from pathlib import Path

from gates.params.data import TextsParameters
from tasks.data.encoded_texts import FORMS, encoded_path
from tasks.data.preparing import prepare_encoded
from tasks.data.text_sources import texts_path
from tasks.data.texts import write_texts
from tasks.project.files import PROJECT_ROOT
from tasks.project.parameters import read_section


def test_an_encoded_set_that_lies_there_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "data" / "own").mkdir(parents=True)
    for name in ("registry.json", "own/utterances.json"):
        shutil.copy(PROJECT_ROOT / "data" / name, tmp_path / "data" / name)
    write_texts(tmp_path, "utterances", read_section(PROJECT_ROOT, "data.texts", TextsParameters))
    encoded = [tmp_path / "data" / encoded_path("utterances", form) for form in FORMS]
    for path in encoded:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"here")
    written = (tmp_path / "data" / texts_path("utterances")).stat().st_mtime_ns
    prepare_encoded(tmp_path, "utterances")
    assert [path.read_bytes() for path in encoded] == [b"here", b"here"]
    assert (tmp_path / "data" / texts_path("utterances")).stat().st_mtime_ns == written
