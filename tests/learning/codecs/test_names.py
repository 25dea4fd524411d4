"""A codec's name is the codec and its option, and names nothing twice."""

import subprocess
import sys

import numpy as np
import pytest

from learning.codecs.names import CodecName, parse_codec_name
from learning.codecs.registry import codec_named, codec_names
from learning.errors import CodecUnknownError


@pytest.mark.parametrize(
    ("name", "parsed"),
    [
        ("fp32", CodecName("fp32")),
        ("int8", CodecName("int8")),
        ("int8-p90", CodecName("int8", 90)),
        ("sign", CodecName("sign")),
        ("topk-10pct", CodecName("topk", 10)),
        ("topk1b-1pct", CodecName("topk1b", 1)),
        ("topk2b-3pct", CodecName("topk2b", 3)),
    ],
)
def test_a_name_is_taken_apart(name, parsed):
    assert parse_codec_name(name) == parsed


@pytest.mark.parametrize(
    "name",
    ["", "fp64", "FP32", "topk", "topk2b", "topk2b-0pct", "topk2b-03pct", "topk2b-11pct", "topk4b-3pct", "int8-p89", "int8-p100", "sign\n"],
)
def test_no_other_name_is_a_codec(name):
    with pytest.raises(CodecUnknownError):
        codec_named(name)


@pytest.mark.parametrize("name", codec_names())
def test_the_name_tells_whether_a_codec_leaves_a_debt(name):
    encoded = codec_named(name).encode(np.ones(300, np.float32), lambda: np.random.default_rng(0), None)
    assert (encoded.state is not None) == parse_codec_name(name).keeps_state
    assert codec_named(name).name == name


def test_every_name_is_one_that_a_plan_can_carry(make_plan):
    for name in codec_names():
        assert make_plan(codec=name).codec == name


def test_names_are_read_without_numpy():
    code = "import sys, learning.codecs.names; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
