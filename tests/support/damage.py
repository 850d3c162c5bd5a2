"""Texts that were valid once: lines lost, repeated, exchanged or cut off, characters changed."""

from __future__ import annotations

from hypothesis import strategies as st

#: Characters that matter to some format here, or to any reader.
_CHARACTERS = "\x00\ufeff\r\n\t \"'\\{}[]()!:=#|-&@$.,0aA\u2028\N{OCTOPUS}"


@st.composite
def damaged(draw: st.DrawFn, text: str) -> str:
    """Draw the text with one to three things done to it."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 3))):
        if not lines:
            return ""
        where, other = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(("delete", "repeat", "exchange", "cut", "insert", "replace"))):
            case "delete":
                del lines[min(where, other) : max(where, other) + 1]
            case "repeat":
                lines.insert(other, lines[where])
            case "exchange":
                lines[where], lines[other] = lines[other], lines[where]
            case "cut":
                del lines[where + 1 :]
                lines[where] = lines[where][: draw(st.integers(0, len(lines[where])))]
            case "insert":
                column = draw(st.integers(0, len(lines[where])))
                lines[where] = (
                    lines[where][:column] + draw(st.sampled_from(_CHARACTERS)) + lines[where][column:]
                )
            case "replace" if lines[where]:
                column = draw(st.integers(0, len(lines[where]) - 1))
                replaced = draw(st.sampled_from(_CHARACTERS))
                lines[where] = lines[where][:column] + replaced + lines[where][column + 1 :]
    return "\n".join(lines)
