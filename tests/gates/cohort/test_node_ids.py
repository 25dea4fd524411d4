import pytest

from gates.cohort.node_ids import normal_node_id


@pytest.mark.parametrize(
    ("text", "normal"), [("Node-1", "node-1"), ("ｎｏｄｅ", "node"), ("a", "a"), ("a" * 64, "a" * 64), ("a.b_c-d", "a.b_c-d")]
)
def test_an_id_is_compared_in_its_normal_form(text, normal):
    assert normal_node_id(text) == normal


@pytest.mark.parametrize("text", ["", "-a", "a-", ".", "..", "../a", "a/b", "a b", "a" * 65, "nöde", "a\n", "a\0b"])
def test_what_is_no_id_is_refused(text):
    with pytest.raises(ValueError):
        normal_node_id(text)
