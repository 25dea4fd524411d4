from p2p.agent.assistant.language.subjects import items_of, quoted


def test_quotations_are_set_aside_and_put_back() -> None:
    said = quoted("replace 'a b' with \"c\" in it's place")
    assert said.quotes == ("a b", "c")
    assert "a b" not in said.text
    assert said.restored(said.text) == "replace 'a b' with 'c' in it's place"
    assert said.plain(said.text) == "replace a b with c in it's place"


def test_items_are_parted_by_what_parts_them() -> None:
    assert items_of("a, b and c") == ["a", "b", "c"]
    assert items_of("red wine; white wine") == ["red wine", "white wine"]
    assert items_of("one two three") == ["one", "two", "three"]
