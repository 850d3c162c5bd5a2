import base64
import html
import json
import urllib.parse
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.target.redaction import Redactor

SECRET = 's3cr/et+"ö\\ Pass'
EMAIL = "Jo.Doe@example.com"

ENCODERS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON with other letters": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)[1:-1])[1:-1],
    "JSON with escaped slashes": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "JSON, every character escaped": lambda text: "".join(
        f"\\u{unit:04X}" for unit in memoryview(text.encode("utf-16-le")).cast("H")
    ),
    "a URL": lambda text: urllib.parse.quote(text, safe=""),
    "a URL in small letters": lambda text: urllib.parse.quote(text, safe="").lower(),
    "a form": urllib.parse.quote_plus,
    "a path": urllib.parse.quote,
    "HTML": html.escape,
    "HTML with numbers": lambda text: "".join(f"&#{ord(one)};" for one in text),
    "Python": lambda text: repr(text)[1:-1],
    "Python's bytes": lambda text: repr(text.encode())[2:-1],
}
#: A lower-case URL changes the letters of the text as well: only one without capitals can be found in it.
TEXTS = st.text(
    st.characters(
        min_codepoint=32,
        categories=["Ll", "Lo", "N", "P", "S"],
        include_characters=" ",
        exclude_characters="@",
    ),
    min_size=8,
    max_size=40,
).filter(lambda text: text == text.lower())


class TestRedact:
    @pytest.mark.parametrize("encoder", [name for name in ENCODERS if "small" not in name])
    @pytest.mark.parametrize("text", [SECRET, EMAIL])
    def test_finds_a_credential_however_it_is_written(self, encoder: str, text: str) -> None:
        redactor = Redactor.of({text: "KRAKEN_PASSWORD"})

        assert redactor.redact(f"<{ENCODERS[encoder](text)}>") == "<$KRAKEN_PASSWORD>"

    @settings(max_examples=60)
    @given(TEXTS, st.sampled_from(sorted(ENCODERS)))
    def test_finds_any_text(self, text: str, encoder: str) -> None:
        redactor = Redactor.of({text: "NAME"})

        assert redactor.redact(f"<{ENCODERS[encoder](text)}>") == "<$NAME>"

    @settings(max_examples=60)
    @given(
        st.binary(max_size=7),
        TEXTS,
        st.binary(max_size=7),
        st.sampled_from(["b64encode", "urlsafe_b64encode"]),
    )
    def test_leaves_nothing_of_it_in_base64(
        self, before: bytes, text: str, after: bytes, encoder: str
    ) -> None:
        encoded = getattr(base64, encoder)(before + text.encode() + after).decode()

        shown = Redactor.of({text: "NAME"}).redact(f"<{encoded}>")

        assert "$NAME" in shown
        kept = shown.strip("<>").split("$NAME")
        # What is left decodes to what stood around it, up to bits of the two bytes at the edges.
        assert len(kept[0]) * 6 <= len(before) * 8
        assert len(kept[-1].rstrip("=")) * 6 <= len(after) * 8

    def test_finds_an_address_in_any_case(self) -> None:
        assert Redactor.of({EMAIL: "KRAKEN_EMAIL"}).redact("jo.doe@EXAMPLE.com") == "$KRAKEN_EMAIL"

    def test_takes_the_longer_of_two_that_begin_alike(self) -> None:
        redactor = Redactor.of({"abcdefgh": "SHORT", "abcdefghijkl": "LONG"})

        assert redactor.redact("abcdefghijkl abcdefgh") == "$LONG $SHORT"

    @pytest.mark.parametrize(
        "token",
        ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJrcmFrZW4ifQ.c2lnbmF0dXJl", "sk_live_1a2b3c4d5e6f7g8h"],
    )
    def test_hides_tokens_and_keys_that_nobody_told_of(self, token: str) -> None:
        assert Redactor().redact(f'{{"token": "{token}"}}') == '{"token": "$SOME_TOKEN"}'

    def test_knows_what_is_added_later(self) -> None:
        redactor = Redactor()
        before = redactor.redact("a new token")

        redactor.add("a new token", "KRAKEN_TOKEN")

        assert (before, redactor.redact("a new token")) == ("a new token", "$KRAKEN_TOKEN")

    @settings(max_examples=60)
    @given(st.text())
    def test_leaves_everything_else_as_it_is(self, text: str) -> None:
        assert Redactor.of({SECRET: "NAME"}).redact(text) == text


class TestRedactBytes:
    @settings(max_examples=60)
    @given(TEXTS, st.binary(max_size=20))
    def test_finds_it_between_bytes_of_any_kind(self, text: str, around: bytes) -> None:
        redactor = Redactor.of({text: "NAME"})

        shown = redactor.redact_bytes(around + b"<" + text.encode() + b">" + around)

        assert shown == around + b"<$NAME>" + around

    def test_keeps_json_readable(self) -> None:
        content = json.dumps({"seen": SECRET, "more": [f"a {SECRET} b"]}).encode()

        shown = json.loads(Redactor.of({SECRET: "NAME"}).redact_bytes(content))

        assert shown == {"seen": "$NAME", "more": ["a $NAME b"]}


class TestRedactValue:
    def test_reaches_every_text_and_key(self) -> None:
        value = {SECRET: [SECRET, 7, None, {"inner": (SECRET,)}]}

        shown = Redactor.of({SECRET: "NAME"}).redact_value(value)

        assert shown == {"$NAME": ["$NAME", 7, None, {"inner": ["$NAME"]}]}


class TestRepresentation:
    def test_holds_names_only(self) -> None:
        assert repr(Redactor.of({SECRET: "NAME"})) == "Redactor(['$NAME'])"
