"""Redaction: no credential leaves the process, however a server or an encoder may have written it."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Mapping

import attrs

from conformance.target import spellings

#: Shortest credential that is taken from a user: a shorter one cannot be told from other text.
MIN_LENGTH = 8
#: Shortest part of a base64 text that is taken for a credential, in characters.
_MIN_BASE64 = 6

#: A signed token of whomever, three parts in base64url of which two begin as any JSON object does; or a key
#: in the form of the API's own.
_TOKEN = re.compile(
    rb"eyJ[A-Za-z0-9_-]{6,}\.eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]*|\bsk_(?:live|test)_[A-Za-z0-9]{8,}"
)
SOME_TOKEN = b"$SOME_TOKEN"


@attrs.frozen
class _Secret:
    """A credential's text, the name that stands for it, and what it is in base64."""

    text: spellings.Text
    name: bytes
    base64: tuple[tuple[bytes, re.Pattern[bytes]], ...]

    @classmethod
    def of(cls, text: str, name: str) -> _Secret:
        cores = _base64_cores(text.encode("utf-8", errors="surrogatepass"))
        edge = rb"[A-Za-z0-9+/_-]"
        return cls(
            # Servers write addresses in small letters.
            spellings.Text(text, is_folded="@" in text),
            f"${name}".encode(),
            tuple(
                (core, re.compile(rb"%b?%b%b{0,2}={0,2}" % (edge, re.escape(core), edge))) for core in cores
            ),
        )

    def replace(self, content: bytes, *, thoroughly: bool) -> bytes:
        for core, pattern in self.base64:
            if core in content:
                content = pattern.sub(lambda _: self.name, content)
        if not thoroughly and not self.text.may_be_in(content):
            return content
        kept, last = [], 0
        for begin, end in sorted(self.text.spans(spellings.plain(content))):
            if begin >= last:
                kept += [content[last:begin], self.name]
                last = end
        return b"".join((*kept, content[last:]))


@attrs.define
class Redactor:
    """Replaces each credential by its name, in texts and bytes. Safe to use from several threads."""

    _secrets: dict[str, _Secret] = attrs.Factory(dict)
    _ordered: tuple[_Secret, ...] = ()
    _lock: threading.Lock = attrs.field(factory=threading.Lock, repr=False, eq=False)

    @classmethod
    def of(cls, secrets: Mapping[str, str]) -> Redactor:
        """One that knows these: names by credential."""
        made = cls()
        for text, name in secrets.items():
            made.add(text, name)
        return made

    def __repr__(self) -> str:
        return f"Redactor({sorted({one.name.decode() for one in self._ordered})})"

    def add(self, text: str, name: str) -> None:
        """Know one more from now on."""
        if text in self._secrets:
            return
        with self._lock:
            if text and text not in self._secrets:
                self._secrets[text] = _Secret.of(text, name)
                # The longer first: one may be a part of another.
                longest = sorted(self._secrets, key=len, reverse=True)
                self._ordered = tuple(self._secrets[one] for one in longest)

    def extended(self, secrets: Mapping[str, str]) -> Redactor:
        """Another one that knows these too."""
        made = Redactor()
        with self._lock:
            made._secrets, made._ordered = dict(self._secrets), self._ordered
        for text, name in secrets.items():
            made.add(text, name)
        return made

    def redact_bytes(self, content: bytes) -> bytes:
        """The content without any credential of this run, in whatever encoding has ASCII in it."""
        thoroughly = spellings.hides_letters(content)
        for secret in self._ordered:
            content = secret.replace(content, thoroughly=thoroughly)
        return content

    def redact(self, text: str) -> str:
        """The same for a text that leaves the process: also without signed tokens of whomever."""
        encoded = text.encode("utf-8", errors="surrogatepass")
        shown = self.redact_bytes(encoded)
        if b"eyJ" in shown or b"sk_" in shown:
            shown = _TOKEN.sub(SOME_TOKEN, shown)
        return text if shown == encoded else shown.decode("utf-8", errors="surrogatepass")

    def redact_value(self, value: object) -> object:
        """The same for every text and key of a plain value."""
        match value:
            case str():
                return self.redact(value)
            case Mapping():
                return {self.redact(str(key)): self.redact_value(inner) for key, inner in value.items()}
            case list() | tuple():
                return [self.redact_value(inner) for inner in value]
            case _:
                return value


def _base64_cores(content: bytes) -> tuple[bytes, ...]:
    """What stands for the content in a base64 text, by its offset there; in both alphabets."""
    found: dict[bytes, None] = {}
    for offset in range(3):
        start = (8 * offset + 5) // 6
        end = 8 * (offset + len(content)) // 6
        encoded = base64.b64encode(bytes(offset) + content)[start:end]
        if len(encoded) >= _MIN_BASE64:
            found[encoded] = None
            found[encoded.replace(b"+", b"-").replace(b"/", b"_")] = None
    return tuple(found)
