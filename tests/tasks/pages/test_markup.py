"""Text stays text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.pages.markup import Html, document, element
from tests.tasks.pages.page_reader import PageReader, assert_harmless

HOSTILE = [
    "<script>alert(1)</script>",
    "\"' onload=x",
    "javascript:alert(1)",
    "</td></table>",
    "<!--",
    "&lt;",
    "]]>",
    "\u202egnp.exe",
    "\x00\x1b[2J",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_read_as_text(text: str) -> None:
    read = assert_harmless(document(text, "", element("p", text, title=text)))
    assert set(read.tags) == {"html", "head", "meta", "title", "style", "body", "main", "p"}
    shown = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
    assert shown in read.texts and read.values("title") == [shown]


@given(st.text(), st.text())
def test_any_text_comes_back_as_it_went_in_but_for_what_is_invisible(text: str, value: str) -> None:
    read = PageReader(element("p", text, title=value))
    assert read.tags == ["p"] and "".join(read.texts).isprintable()
    if text.isprintable() and value.isprintable():
        assert ("".join(read.texts), read.values("title")) == (text, [value])


def test_elements_are_put_into_elements_unescaped() -> None:
    assert (
        element("p", element("b", "a & b"), Html("<i></i>"), class_="x", aria_label='"')
        == '<p class="x" aria-label="&quot;"><b>a &amp; b</b><i></i></p>'
    )
