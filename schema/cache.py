"""Files beside the checkout that spare a start what an earlier one has made, and are made again at any time.

A file is named, by who makes it, after the digest of all that it is made of, and begins with the digest of
its own content: one that is damaged, or that was made by another version, is as good as none. Several
processes may write the same file at once; each writes its own and puts it in place in one step.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

DIRECTORY = Path(__file__).resolve().parent.parent / ".cache"


def digest(content: bytes) -> str:
    """What a file is named after."""
    return hashlib.sha256(content).hexdigest()


def load(file: Path) -> bytes | None:
    """The content of a file, or None if there is no sound one."""
    try:
        known, _, content = file.read_bytes().partition(b"\n")
    except OSError:
        return None
    return content if known == digest(content).encode() else None


def store(file: Path, content: bytes) -> None:
    """Write a file, if that is possible."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
            part.write(digest(content).encode() + b"\n" + content)
        os.replace(part.name, file)  # noqa: PTH105 -- the same as Path.replace, and says what matters
    except OSError:
        # A read-only checkout or a full disk costs the next start a part of a second and nothing else.
        return
