"""Files of JSON lines: a line is written whole or not at all, and one that was torn all the same is left out.

A run may end at any moment: it is interrupted, it is killed, the disk is full. What stands in such a file
was true when it was written, and is all that is known of a run that never came to write its summary.
Threads and processes of a run write to the same file.
"""

from __future__ import annotations

import functools
import io
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import filelock


def start(path: Path) -> None:
    """Begin an empty file."""
    path.write_bytes(b"")


def append(path: Path, values: Iterable[Mapping[str, Any]]) -> None:
    """Add a line for each value; OSError if there is no room, with the file as it was before."""
    lines = [json.dumps(dict(value), ensure_ascii=True, sort_keys=True) + "\n" for value in values]
    content = "".join(lines).encode()
    if not content:
        return
    # So that what was torn may be taken back, and nobody else's line with it.
    with _lock(path), path.open("a+b", buffering=0) as file:
        before = _end(file)
        try:
            while content:
                content = content[file.write(content) :]
        except OSError:
            if file.seekable() and path.is_file():
                file.truncate(before)
            raise


@functools.lru_cache(maxsize=16)
def _lock(path: Path) -> filelock.BaseFileLock:
    """What a file is written behind; each thread holds it for itself."""
    return filelock.FileLock(path.with_name(f".{path.name}.lock"))


def _end(file: io.FileIO) -> int:
    """Where a file's last line ends; what a process left behind it that was killed while it wrote is gone."""
    end = file.seek(0, os.SEEK_END)
    if end == 0:
        return 0
    file.seek(end - 1)
    if file.read(1) != b"\n":
        file.seek(0)
        end = file.truncate(file.read().rfind(b"\n") + 1)
    return end


def read(text: str) -> tuple[str, ...]:
    """The lines of a file that hold anything, without a last one that was torn while it was written."""
    lines = text.split("\n")
    if lines[-1] and not _is_json(lines[-1]):
        lines.pop()
    return tuple(line for line in lines if line.strip())


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True
