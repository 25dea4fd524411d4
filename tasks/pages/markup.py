"""HTML that is whole by construction: elements are made of escaped text and of other elements, and of nothing else."""

import re
from functools import cache
from html import escape

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What a browser may load for a page: the styles inside it and images inside it. It runs no script, whatever stands in it."""
_VOID = frozenset({"meta", "img"})
_SPECIAL = re.compile("[&<>\"']")


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def element(tag: str, *children: str, **attributes: str) -> Html:
    """An element; children that are no `Html` are text and are escaped, as are the attributes (`class_` and `aria_label` are spelled so)."""
    given = "".join([f' {_spelled(name)}="{escaped(value)}"' for name, value in attributes.items()])
    if tag in _VOID:
        return Html(f"<{tag}{given}>")
    inner = "".join([child if isinstance(child, Html) else escaped(child) for child in children])
    return Html(f"<{tag}{given}>{inner}</{tag}>")


def joined(*parts: Html) -> Html:
    """Elements one after the other."""
    return Html("".join(parts))


def document(title: str, styles: str, *body: Html) -> str:
    """A whole page, which loads nothing and runs nothing; `styles` are our own."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", Html(styles)),
    )
    return f"<!doctype html>\n{element('html', head, element('body', element('main', *body)), lang='en')}\n"


@cache
def _spelled(name: str) -> str:
    """The attribute that a keyword stands for."""
    return name.rstrip("_").replace("_", "-")


def escaped(text: str) -> str:
    """Text that is nothing but text: what is invisible, or turns letters round, is spelled out."""
    if text.isprintable() and not _SPECIAL.search(text):
        return text
    if not text.isprintable():
        text = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
    return escape(text)
