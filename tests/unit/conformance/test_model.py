"""What is read of an answer, whatever it holds."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.model import Response


def response(content: bytes) -> Response:
    return Response(200, {}, content, 0.0)


class TestDocument:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"[]",
            b"null",
            b"{" * 10,
            b'{"data":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
            b'{"data":' * 100_000,
            b'{"data": ' + b"9" * 5_000 + b"}",
            b'{"data": "\xff"}',
            b"\xff\xfe{",
        ],
        ids=lambda content: f"{content[:12]!r} of {len(content)}",
    )
    def test_is_none_where_nothing_can_be_read(self, content: bytes) -> None:
        assert response(content).document is None

    def test_is_read_behind_a_byte_order_mark(self) -> None:
        assert response(b"\xef\xbb\xbf{}").document == {}

    def test_has_the_last_value_of_a_key_that_comes_twice(self) -> None:
        assert response(b'{"data": 1, "data": 2}').document == {"data": 2}


class TestFlaw:
    @pytest.mark.parametrize(
        ("content", "flaw"),
        [
            (b"{}", None),
            (b"[]", "it is a list"),
            (b"true", "it is a truth value"),
            (b"null", "it is a null"),
            (b'"\x1b"', "Invalid control character"),
            (b"{", "Expecting property name"),
            (b'{"data": NaN}', "JSON has no NaN"),
            (b'{"data": -Infinity}', "JSON has no -Infinity"),
            ('{"data": NaN}'.encode("utf-16-le"), "JSON has no NaN"),
            (b'{"NaN": "Infinity"}', None),
            (b'{"data": "\xff"}', "byte 10 belongs to no character of utf-8"),
            (b"[" * 10_000, "it is nested too deeply to be read"),
            (b'{"data": ' + b"9" * 5_000 + b"}", "limit"),
        ],
        ids=lambda value: f"{value[:14]!r}" if isinstance(value, bytes) else "",
    )
    def test_says_why_it_is_no_json_object(self, content: bytes, flaw: str | None) -> None:
        found = response(content).flaw

        assert found == flaw or (flaw is not None and found is not None and flaw in found)

    @given(st.binary(max_size=200))
    def test_is_there_whenever_there_is_no_document(self, content: bytes) -> None:
        read = response(content)

        assert read.flaw is None or read.flaw.isprintable()
        assert (read.document is None) <= (read.flaw is not None)

    @given(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text()))
    def test_is_none_for_any_object(self, document: dict[str, Any]) -> None:
        read = response(json.dumps(document).encode())

        assert read.flaw is None
        assert read.document == document
