from p2p.agent.assistant.language.subjects import MAX_ASKING, MAX_REQUEST, bounded, items_of, quoted


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


def test_a_short_request_is_read_as_it_is() -> None:
    assert bounded("say 'a  b'") == "say 'a  b'"


def test_what_asks_is_short_or_is_not_read() -> None:
    assert bounded("word " * MAX_ASKING) is None
    assert bounded("say: " + "x" * MAX_REQUEST) is None


def test_a_long_text_behind_a_colon_is_set_in_quotes() -> None:
    payload = 'say "no" ' * 400
    found = bounded(f"count the words: {payload}")
    assert found is not None
    assert quoted(found).quotes == (payload.strip(),)


def test_long_runs_of_blanks_are_shortened_but_not_in_quotes() -> None:
    assert bounded("a" + " " * 900 + "b 'c          d'") == "a    b 'c          d'"


def test_a_mark_that_the_request_itself_holds_stands_for_no_quotation() -> None:
    said = quoted("say \u241f7\u241f and 'no'")
    assert said.plain(said.text) == "say  7  and no"
