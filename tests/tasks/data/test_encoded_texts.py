"""Where the encoded sets lie; what lies there is tested in test_encoding.py."""

from tasks.data.encoded_texts import FORMS, encoded_path


def test_each_form_of_each_set_has_a_file_of_its_own() -> None:
    paths = {encoded_path(dataset, form) for dataset in ("clinc150", "banking77") for form in FORMS}
    assert len(paths) == 4
