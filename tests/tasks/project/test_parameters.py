from pathlib import Path

import pytest

from core.errors import CodedError
from gates.params.limits.calibration import CalibrationLimits
from tasks.project.parameters import parameter_digest, part_of, read_parameters, read_profile, read_section

ROOT = Path(__file__).parents[3]


def refusal_of(root, text, read):
    (root / "params.yaml").write_text(text)
    with pytest.raises(CodedError) as caught:
        read(root)
    return caught.value.code, caught.value.message


def test_a_section_is_read_and_another_may_be_whatever_it_likes(tmp_path):
    (tmp_path / "params.yaml").write_text("other: {x: 1}\nlimits:\n  calibration: {min_repeats: 5, max_spread: 0.5}\n  smoke: unknown\n")
    assert read_section(tmp_path, "limits.calibration", CalibrationLimits) == CalibrationLimits(min_repeats=5, max_spread=0.5)


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("a: {min_repeats: 5, max_sprad: 1.0}", "core.parameters.unknown", "unknown parameter a.max_sprad; did you mean max_spread?"),
        ("a: {min_repeats: '5', max_spread: 1.0}", "core.parameters.invalid", "a.min_repeats: "),
        ("a: 5", "core.parameters.invalid", "a: "),
        ("b: {}", "core.parameters.invalid", "a: "),
    ],
)
def test_what_is_wrong_in_a_section_is_named_by_its_whole_path(tmp_path, text, code, said):
    found = refusal_of(tmp_path, text, lambda root: read_section(root, "a", CalibrationLimits))
    assert found[0] == code and found[1].startswith(said)


def test_the_profile_is_one_of_those_that_there_are(tmp_path):
    (tmp_path / "params.yaml").write_text("profile: full")
    assert read_profile(tmp_path) == "full"
    for text in ("profile: ful", "profile: [full]", "a: 1"):
        assert refusal_of(tmp_path, text, read_profile) == ("core.parameters.invalid", "profile: the profiles are reduced and full")


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
