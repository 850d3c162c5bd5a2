r"""Making text from a target safe to show: the one place that all reports use.

Whatever a target sent is hostile. Characters that a reader would not see, or that would act on a terminal,
a browser or the direction of the text (control characters, ANSI codes, marks of direction, half
characters, spaces that are none), are written out as in a Python string: an escape becomes `\x1b`. What
is longer than its limit is cut and says so.

`line` and `block` make text that is safe as text. What the output format itself would act on comes on top:
`markdown` and `annotation` here, autoescape in templates, `rich.markup.escape` for a terminal. So is
text for people only: what is to be compared or sent again is never taken from here.
"""

from __future__ import annotations

import json
import re

#: How many characters of a value are shown in a row of a table, and of an answer.
LINE, BLOCK = 300, 20_000

#: What Markdown acts on, as well as `$` of formulas; `&`, `<` and `>` are written as in HTML.
_MARKDOWN = re.compile(r"[\\`*_{}\[\]#|~$@]|:(?=//)|(?<=www)\.", re.IGNORECASE)


def line(text: str, limit: int = LINE) -> str:
    """The text in one line of at most about `limit` characters, nothing in it invisible."""
    return _cut(text, limit, keeping="")


def block(text: str, limit: int = BLOCK) -> str:
    """The text with its line breaks and tabs, of at most about `limit` characters, nothing in it hidden."""
    return _cut(text, limit, keeping="\n\t")


def day(moment: str) -> str:
    """The day of a moment in ISO 8601."""
    return line(moment[:10])


def json_escaped(literal: str) -> str:
    """JSON, or a command line with JSON in it, with what a reader would not see as JSON's own escapes.

    It is neither cut nor changed in its meaning, so that it may be copied and sent.
    """
    if literal.isprintable():
        return literal
    return "".join(one if one.isprintable() or one in "\n\t" else json.dumps(one)[1:-1] for one in literal)


def markdown(text: str, limit: int = LINE, *, is_code: bool = True) -> str:
    """The text in one line for Markdown with tables, where no part of it is markup, a link or a mention.

    It stands in `<code>`, where GitHub makes no links of names and numbers; text that is ours for the most
    part may do without. Backslashes rather than entities keep it readable in the file itself.
    """
    escaped = line(text, limit).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    literal = _MARKDOWN.sub(lambda found: "\\" + found[0], escaped)
    return f"<code>{literal}</code>" if literal and is_code else literal


def annotation(text: str, limit: int = LINE, *, is_property: bool = False) -> str:
    """The text in one line for a workflow command of GitHub, in its message or in one of its properties."""
    escaped = line(text, limit).replace("%", "%25")
    return escaped.replace(":", "%3A").replace(",", "%2C") if is_property else escaped


def _cut(text: str, limit: int, *, keeping: str) -> str:
    shown = _visible(text[:limit], keeping)
    if len(text) <= limit and len(shown) <= limit:
        return shown
    return f"{shown[:limit]}… (cut: {len(text):,} characters)"


def _visible(text: str, keeping: str) -> str:
    rest = text
    for one in keeping:
        rest = rest.replace(one, "")
    if rest.isprintable():
        return text
    return "".join(one if one.isprintable() or one in keeping else _written(one) for one in text)


def _written(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
