"""Reading files of the user: bounded, UTF-8, and one line of complaint."""

from __future__ import annotations

from pathlib import Path

from schema import errors

#: Largest file that is read, in bytes; the largest schema of this family has 2 MB.
MAX_SIZE = 64 * 1024 * 1024


def read(path: Path) -> str:
    """The text of a file; ContractError if it is too large, not there or not UTF-8."""
    try:
        if path.stat().st_size > MAX_SIZE:
            raise errors.ContractError(f"it is larger than {MAX_SIZE} bytes", source=str(path))
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise errors.ContractError("there is no such file", source=str(path)) from None
    except (OSError, ValueError) as error:
        raise errors.ContractError(f"cannot be read: {error}", source=str(path)) from error
