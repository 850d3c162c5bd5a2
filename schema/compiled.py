"""A compact form of a schema, kept beside the checkout so that start-up need not parse SDL again.

Its file is named after the digest of the SDL and of the code that reads it (see `cache`).
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from schema import cache, errors, types

DIRECTORY = cache.DIRECTORY / "schema"

#: Modules whose text decides what a schema becomes.
_READERS = ("compiled.py", "constants.py", "quick_sdl.py", "sdl.py", "tokens.py", "types.py")


def read(sdl_text: str, *, source: str, directory: Path | None = None) -> types.Schema:
    """The schema of an SDL text, from its compact form if that is sound; raises as `sdl.read`."""
    base = DIRECTORY if directory is None else directory
    file = base / f"{cache.digest(sdl_text.encode() + _version())}.json"
    found = _load(file)
    if found is not None:
        return found
    from schema import sdl  # noqa: PLC0415 -- graphql-core takes a tenth of a second to import

    schema = sdl.read(sdl_text, source=source)
    cache.store(file, dump(schema).encode("ascii"))
    return schema


def dump(schema: types.Schema) -> str:
    """The compact form of a schema as JSON."""
    written = [_type(type_) for type_ in schema]
    return json.dumps(written, ensure_ascii=True, separators=(",", ":"))


def parse(text: str) -> types.Schema:
    """The inverse of `dump`; ValueError, TypeError, KeyError, IndexError or ContractError if it is none."""
    found = [_parsed_type(*one) for one in json.loads(text)]
    return types.Schema({type_.name: type_ for type_ in found})


def _load(file: Path) -> types.Schema | None:
    content = cache.load(file)
    try:
        return None if content is None else parse(content.decode("ascii"))
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, errors.ContractError):
        return None


@functools.cache
def _version() -> bytes:
    here = Path(__file__).parent
    return b"".join((here / name).read_bytes() for name in _READERS)


# -- writing ---------------------------------------------------------------------------------------


def _type(type_: types.Type) -> list[Any]:
    match type_:
        case types.Scalar():
            return ["S", type_.name, type_.specified_by]
        case types.Enum():
            return ["E", type_.name, [[value.name, value.deprecated] for value in type_.values.values()]]
        case types.InputObject():
            return ["P", type_.name, _inputs(type_.fields), type_.one_of]
        case types.Object():
            return ["O", type_.name, _fields(type_.fields), list(type_.interfaces)]
        case types.Interface():
            return ["I", type_.name, _fields(type_.fields), list(type_.interfaces)]
        case types.Union():
            return ["U", type_.name, list(type_.members)]


def _inputs(values: Mapping[str, types.InputValue]) -> list[list[Any]]:
    return [[value.name, str(value.type), value.default, value.deprecated] for value in values.values()]


def _fields(fields: Mapping[str, types.Field]) -> list[list[Any]]:
    return [
        [field.name, str(field.type), _inputs(field.arguments), field.deprecated, field.description]
        for field in fields.values()
    ]


# -- reading ---------------------------------------------------------------------------------------


def _parsed_type(kind: str, name: str, *rest: Any) -> types.Type:
    match kind:
        case "S":
            return types.Scalar(name, *rest)
        case "E":
            return types.Enum(name, {value[0]: types.EnumValue(*value) for value in rest[0]})
        case "P":
            return types.InputObject(name, _parsed_inputs(rest[0]), rest[1])
        case "O":
            return types.Object(name, _parsed_fields(rest[0]), tuple(rest[1]))
        case "I":
            return types.Interface(name, _parsed_fields(rest[0]), tuple(rest[1]))
        case "U":
            return types.Union(name, tuple(rest[0]))
        case _:
            raise ValueError(kind)


def _parsed_inputs(listed: list[list[Any]]) -> dict[str, types.InputValue]:
    return {
        name: types.InputValue(name, _ref(type_), default, deprecated)
        for name, type_, default, deprecated in listed
    }


def _parsed_fields(listed: list[list[Any]]) -> dict[str, types.Field]:
    return {
        name: types.Field(name, _ref(type_), _parsed_inputs(arguments), deprecated, description)
        for name, type_, arguments, deprecated, description in listed
    }


@functools.lru_cache(maxsize=4096)
def _ref(text: str) -> types.TypeRef:
    return types.TypeRef.parse(text)
