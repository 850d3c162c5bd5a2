r"""Finding a text in bytes however it is written: percent-encoded, escaped for JSON, HTML or Python.

Bytes are read into a plain form in which `%2F`, `\/`, `\u002f`, `&#47;` and `/` are all one slash, and
backslashes are nothing at all, so that a text that was escaped several times is found as well.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Mapping

import attrs

_ESCAPES = re.compile(
    rb"\\+u[dD][89abAB][0-9a-fA-F]{2}\\+u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|\\+u[0-9a-fA-F]{4}|\\+U[0-9a-fA-F]{8}|\\+x[0-9a-fA-F]{2}|%[0-9a-fA-F]{2}"
    rb"|&#[0-9]{1,7};|&#[xX][0-9a-fA-F]{1,6};|&(?:quot|amp|lt|gt|apos);"
    rb"|\\+[\"'/]|\\+"
)
#: An escape of a printable ASCII character: what needs none may be written so all the same.
_NEEDLESS = re.compile(rb"\\u00[2-7]|\\U000000[2-7]|\\x[2-7]|%[2-7]|&#")
_ENTITIES = {b"quot": b'"', b"amp": b"&", b"lt": b"<", b"gt": b">", b"apos": b"'"}
_HEX = re.compile(rb"[0-9a-fA-F]+")
_WORD = re.compile(rb"[A-Za-z0-9]+")


@attrs.frozen
class Plain:
    """The plain form of bytes. `starts` and `origins` tell, part by part, where it comes from.

    `silent` are the ways to write backslashes that were left out: where each begins, and where it ends.
    """

    content: bytes
    starts: tuple[int, ...]
    origins: tuple[tuple[int, int], ...]
    silent: Mapping[int, int]

    def origin(self, position: int) -> tuple[int, int]:
        """Where in the original the byte at this position is written, from and to."""
        part = bisect.bisect_right(self.starts, position) - 1
        begin, end = self.origins[part]
        following = self.starts[part + 1] if part + 1 < len(self.starts) else len(self.content)
        if following - self.starts[part] == end - begin:
            begin += position - self.starts[part]
            return begin, begin + 1
        return begin, end


@attrs.frozen
class Text:
    """A text that is looked for, prepared once. `is_folded`: in capital and small letters alike."""

    text: str
    is_folded: bool = False
    _needles: tuple[bytes, ...] = attrs.field(init=False, repr=False)
    _anchor: bytes = attrs.field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        encoded = self.text.encode("utf-8", errors="surrogatepass")
        forms = [plain(encoded).content, encoded.replace(b"\\", b"")]
        forms += [form.replace(b" ", b"+") for form in forms]
        found = dict.fromkeys(self._fold(form) for form in forms if form)
        object.__setattr__(self, "_needles", tuple(found))
        object.__setattr__(self, "_anchor", max(_WORD.findall(self._fold(encoded)), key=len, default=b""))

    def _fold(self, content: bytes) -> bytes:
        return content.lower() if self.is_folded else content

    def may_be_in(self, content: bytes) -> bool:
        """Whether it is worth a closer look; `hides_letters` tells of contents where it always is."""
        return self._anchor in self._fold(content)

    def spans(self, read: Plain) -> Iterator[tuple[int, int]]:
        """Where it is written in the original content, from and to, in their order and apart."""
        haystack = self._fold(read.content)
        before = {end: begin for begin, end in read.silent.items()} if self.text.startswith("\\") else {}
        behind = read.silent if self.text.endswith("\\") else {}
        for needle in self._needles:
            position = haystack.find(needle)
            while position >= 0:
                begin, _ = read.origin(position)
                _, end = read.origin(position + len(needle) - 1)
                while begin in before:
                    begin = before[begin]
                while end in behind:
                    end = behind[end]
                yield begin, end
                position = haystack.find(needle, position + len(needle))


def hides_letters(content: bytes) -> bool:
    """Whether letters and digits, which need no escape, may be written with one."""
    # Looking for one byte costs a tenth of looking for all ways to begin an escape.
    return any(byte in content for byte in (b"\\", b"%", b"&")) and _NEEDLESS.search(content) is not None


def plain(content: bytes) -> Plain:
    """The plain form of bytes that may hold escapes of any kind."""
    parts: list[bytes] = []
    starts: list[int] = []
    origins: list[tuple[int, int]] = []
    silent: dict[int, int] = {}
    length = 0

    def take(part: bytes, begin: int, end: int) -> None:
        nonlocal length
        if not part:
            silent[begin] = end
        else:
            parts.append(part)
            starts.append(length)
            origins.append((begin, end))
            length += len(part)

    last = 0
    for found in _ESCAPES.finditer(content):
        if last < found.start():
            take(content[last : found.start()], last, found.start())
        take(_character(found.group()).replace(b"\\", b""), *found.span())
        last = found.end()
    take(content[last:], last, len(content))
    return Plain(b"".join(parts), tuple(starts), tuple(origins), silent)


def _character(escape: bytes) -> bytes:
    """What an escape stands for, in UTF-8; backslashes alone stand for nothing."""
    if escape.startswith(b"\\"):
        rest = escape.lstrip(b"\\")
        if rest[:1] in (b"u", b"U", b"x"):
            units = [int(one, 16) for one in _HEX.findall(rest.replace(b"u", b" ").replace(b"U", b" "))]
            return bytes(units) if rest[:1] == b"x" else _joined(units)
        return rest
    if escape.startswith(b"%"):
        return bytes([int(escape[1:], 16)])
    name = escape[1:-1]
    if name in _ENTITIES:
        return _ENTITIES[name]
    digits = name[1:]
    return _joined([int(digits[1:], 16) if digits[:1] in (b"x", b"X") else int(digits)])


def _joined(units: list[int]) -> bytes:
    """UTF-8 of one code point, which may be given as two surrogates."""
    point = units[0] if len(units) == 1 else 0x10000 + ((units[0] & 0x3FF) << 10) + (units[1] & 0x3FF)
    return chr(point).encode("utf-8", errors="surrogatepass") if point <= 0x10FFFF else b""
