import pytest

from conformance.target import spellings


class TestHidesLetters:
    @pytest.mark.parametrize(
        "content", [rb"\u0041", rb"\U00000041", rb"\x41", b"%41", b"&#65;", b"&#x41;", rb"\\u0061"]
    )
    def test_sees_an_escape_of_what_needs_none(self, content: bytes) -> None:
        assert spellings.hides_letters(b"before " + content + b" behind")
        assert spellings.plain(content).content.lower() == b"a"

    @pytest.mark.parametrize(
        "content", [rb"\u4e2d", rb"\u2028", rb"\ud83d\ude00", rb"\u00e9", b"%c3%a9", b"a & b"]
    )
    def test_takes_no_other_character_for_one(self, content: bytes) -> None:
        assert not spellings.hides_letters(content)
