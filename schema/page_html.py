"""The documentation page as HTML, to the text form that `page` reads.

Every element that starts a block, and every piece of inline code, begins a line of its own: that is how
the text form came to be, and the reader of prose joins lines again.
"""

from __future__ import annotations

import html.parser

_SKIPPED = frozenset({"script", "style", "head", "noscript", "template", "svg"})
_INLINE = frozenset({"a", "b", "em", "i", "small", "span", "strong", "sub", "sup", "u", "wbr"})


def is_html(text: str) -> bool:
    """Whether a text is an HTML page and not the text form."""
    start = text.lstrip("\ufeff \t\r\n")[:200].lower()
    return start.startswith(("<!doctype", "<html", "<main", "<body", "<section", "<article", "<div", "<h1"))


def to_text(text: str) -> str:
    """The text form. Never raises: html.parser reads any text."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.text()


class _Reader(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = [""]
        self._skipped = 0
        self._preformatted = 0

    def text(self) -> str:
        stripped = [line.strip() for line in self._lines]
        return "\n".join(line for line in stripped if line)

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self._skipped += 1
        elif tag not in _INLINE:
            self._break()
        if tag == "pre":
            self._preformatted += 1
        elif tag == "li":
            self._lines[-1] = "- "
        elif tag in ("td", "th"):
            self._lines[-1] = "| "

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipped = max(0, self._skipped - 1)
        elif tag in ("td", "th"):
            self._lines[-1] += " |"
        elif tag not in _INLINE:
            self._break()
        if tag == "pre":
            self._preformatted = max(0, self._preformatted - 1)

    def handle_data(self, data: str) -> None:
        if self._skipped:
            return
        if self._preformatted:
            first, *rest = data.split("\n")
            self._lines[-1] += first
            self._lines += rest
        else:
            words = " ".join(data.split())
            gap = " " if data[:1].isspace() and self._lines[-1].strip() else ""
            self._lines[-1] += gap + words + (" " if words and data[-1:].isspace() else "")

    def _break(self) -> None:
        if self._lines[-1].strip() not in ("", "-"):
            self._lines.append("")
