"""A reader of pages that takes nothing on trust: every element closed in its order, every address and text kept."""

from html.parser import HTMLParser

VOID = {"meta", "img"}


class PageReader(HTMLParser):
    """Fails at the first element that is closed out of order; `links` are what it points to, `texts` what a person reads."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == [], self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    def values(self, name: str) -> list[str]:
        """Every value of the attribute `name`."""
        return [value for _, found, value in self.attributes if found == name]


def assert_harmless(page: str) -> PageReader:
    """The page runs nothing, loads nothing from elsewhere, and leads to files beside it alone."""
    read = PageReader(page)
    assert not {"script", "iframe", "object", "embed", "form", "base", "link", "foreignobject"} & set(read.tags)
    assert [name for _, name, _ in read.attributes if name.startswith("on") or name == "style"] == []
    assert all(value.startswith("./") or value == "index.html" for value in read.values("href"))
    assert all(value.startswith("data:image/png;base64,") for value in read.values("src"))
    assert "url(" not in page and "@import" not in page and "://" not in page
    assert "default-src 'none'" in read.values("content")[0]
    return read
