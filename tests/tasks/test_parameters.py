from pathlib import Path

import pytest

from core.errors import CodedError
from tasks.parameters import load_project, parameter_digest, part_of, read_parameters

ROOT = Path(__file__).parents[2]


def test_the_committed_file_loads():
    assert load_project(ROOT).smoke.num_agents >= 4


def test_an_unknown_key_in_the_file_is_refused_with_the_nearest_valid_name(tmp_path):
    text = (ROOT / "params.yaml").read_text().replace("dirichlet_alpha:", "dirichlet_alfa:")
    (tmp_path / "params.yaml").write_text(text)
    with pytest.raises(CodedError) as caught:
        load_project(tmp_path)
    assert caught.value.code == "core.parameters.unknown"
    assert "did you mean dirichlet_alpha?" in caught.value.message


@pytest.mark.parametrize(
    "text", ["", "- a\n", "a: [", "a: 1\na: 2\n", "smoke: {seed: 1, seed: 2}\n", "a: !!python/object:os.system {}\n", "\x00"]
)
def test_a_file_that_is_no_mapping_or_repeats_a_key_is_refused(tmp_path, text):
    (tmp_path / "params.yaml").write_text(text)
    with pytest.raises(CodedError) as caught:
        read_parameters(tmp_path)
    assert caught.value.code == "core.parameters.invalid"


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(CodedError) as caught:
        read_parameters(tmp_path)
    assert caught.value.code == "core.parameters.invalid"


def test_parts_are_found_by_their_dotted_name():
    raw = {"limits": {"smoke": {"min_accuracy": 0.95}}, "profile": "reduced"}
    assert part_of(raw, "limits.smoke.min_accuracy") == 0.95
    assert part_of(raw, "profile.name") is None
    assert parameter_digest(raw, "limits.none") is None


def test_the_digest_of_a_part_ignores_the_order_of_keys_and_nothing_else():
    assert parameter_digest({"a": {"x": 1, "y": 2}}, "a") == parameter_digest({"a": {"y": 2, "x": 1}}, "a")
    assert parameter_digest({"a": {"x": 1}}, "a") != parameter_digest({"a": {"x": "1"}}, "a")


def test_a_reader_may_change_what_it_has_read():
    read_parameters(ROOT)["smoke"].clear()
    assert read_parameters(ROOT)["smoke"]
