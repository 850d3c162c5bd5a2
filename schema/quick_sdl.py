"""SDL that is in order to `Schema`, ten times as fast as by graphql-core's syntax tree.

It reads what `sdl.read` reads and makes the same of it, or declines: at the first thing that is wrong, odd
or rare. What is wrong, and in which line, is `sdl.read`'s to say, which reads the text the long way then.
"""

from __future__ import annotations

import functools
import re
from typing import TypeVar

import graphql
from graphql.language import ast
from graphql.language.block_string import dedent_block_string_lines

from schema import constants, tokens, types

_NO_INPUTS: dict[str, types.InputValue] = {}
_NO_VALUES = frozenset({"true", "false", "null"})
_LINE_BREAK = re.compile(r"\r\n|\n|\r")
_LOCATIONS = frozenset(graphql.DirectiveLocation.__members__)

_Part = TypeVar("_Part", types.Field, types.InputValue, types.EnumValue)
_Any = TypeVar("_Any")

#: A directive as it is used: its name, and its arguments with their literals.
_Directive = tuple[str, list[tuple[str, str]]]


def read(text: str) -> types.Schema | None:
    """The schema of an SDL text; None if that is not simply in order."""
    cut = tokens.cut(text)
    if cut is None:
        return None
    try:
        return _Reader(cut).schema()
    except (tokens.DeclinedError, graphql.GraphQLSyntaxError):
        return None


class _Reader(tokens.Descent):
    def __init__(self, cut: list[str]) -> None:
        super().__init__(cut)
        self._given: set[str] = set()
        self._taken: set[str] = set()
        self._implemented: set[str] = set()
        self._members: set[str] = set()

    def schema(self) -> types.Schema:
        found: dict[str, types.Type] = {name: types.Scalar(name) for name in types.BUILT_IN_SCALARS}
        while self.next != tokens.END:
            type_ = self._definition()
            if type_ is None:
                continue
            if type_.name in found:
                raise tokens.DeclinedError
            found[type_.name] = type_
        if len(found) == len(types.BUILT_IN_SCALARS):
            raise tokens.DeclinedError
        self._check_references(found)
        return types.Schema({name: found[name] for name in sorted(found)})

    # One return for each kind of definition, as in `sdl`.
    def _definition(self) -> types.Type | None:
        self._description()
        match self.name():
            case "type":
                name, interfaces = self.name(), self._interfaces()
                self._directives()
                return types.Object(name, self._fields(), interfaces)
            case "interface":
                name, interfaces = self.name(), self._interfaces()
                self._directives()
                return types.Interface(name, self._fields(), interfaces)
            case "input":
                name = self.name()
                one_of = any(one == "oneOf" for one, _ in self._directives())
                return types.InputObject(name, self._inputs("{", "}"), one_of)
            case "enum":
                name = self.name()
                self._directives()
                return types.Enum(name, self._values())
            case "union":
                name = self.name()
                self._directives()
                self.expect("=")
                members = self._names("|")
                self._members.update(members)
                return types.Union(name, members)
            case "scalar":
                name = self.name()
                return types.Scalar(name, _argument(self._directives(), "specifiedBy", "url", None))
            case "schema":
                self._roots()
                return None
            case "directive":
                self._declared_directive()
                return None
            case _:
                raise tokens.DeclinedError

    def _check_references(self, found: dict[str, types.Type]) -> None:
        """Every type that is named must be there, and of a kind that can stand where it is named."""
        inputs, outputs, interfaces, objects = set(), set(), set(), set()
        for name, type_ in found.items():
            if isinstance(type_, types.InputObject):
                inputs.add(name)
                continue
            outputs.add(name)
            if isinstance(type_, types.Scalar | types.Enum):
                inputs.add(name)
            elif isinstance(type_, types.Object):
                objects.add(name)
            elif isinstance(type_, types.Interface):
                interfaces.add(name)
        if not (
            self._taken <= inputs
            and self._given <= outputs
            and self._implemented <= interfaces
            and self._members <= objects
        ):
            raise tokens.DeclinedError

    # -- parts of definitions ----------------------------------------------------------------------

    def _fields(self) -> dict[str, types.Field]:
        self.expect("{")
        found: dict[str, types.Field] = {}
        while self.next != "}":
            description = self._description()
            name = self.name()
            arguments = self._inputs("(", ")") if self.next == "(" else _NO_INPUTS
            self.expect(":")
            type_ = self.type()
            self._given.add(type_.name)
            self._add(found, types.Field(name, type_, arguments, self._deprecation(), description))
        return self._closed(found)

    def _inputs(self, opening: str, closing: str) -> dict[str, types.InputValue]:
        self.expect(opening)
        found: dict[str, types.InputValue] = {}
        while self.next != closing:
            self._description()
            name = self.name()
            self.expect(":")
            type_ = self.type()
            self._taken.add(type_.name)
            default = _literal(self._value()) if self.skip("=") else None
            self._add(found, types.InputValue(name, type_, default, self._deprecation()))
        return self._closed(found)

    def _values(self) -> dict[str, types.EnumValue]:
        self.expect("{")
        found: dict[str, types.EnumValue] = {}
        while self.next != "}":
            self._description()
            name = self.name()
            if name in _NO_VALUES:
                raise tokens.DeclinedError
            self._add(found, types.EnumValue(name, self._deprecation()))
        return self._closed(found)

    def _add(self, found: dict[str, _Part], part: _Part) -> None:
        if part.name in found:
            raise tokens.DeclinedError
        found[part.name] = part

    def _closed(self, found: dict[str, _Any]) -> dict[str, _Any]:
        """What stood in brackets that close here: they must not be empty."""
        if not found:
            raise tokens.DeclinedError
        self.at += 1
        return found

    def _interfaces(self) -> tuple[str, ...]:
        if not self.skip("implements"):
            return ()
        names = self._names("&")
        self._implemented.update(names)
        return names

    def _names(self, separator: str) -> tuple[str, ...]:
        """Names between separators, sorted; the first may have one before it."""
        self.skip(separator)
        found = [self.name()]
        while self.skip(separator):
            found.append(self.name())
        if len(set(found)) < len(found):
            raise tokens.DeclinedError
        return tuple(sorted(found))

    def _roots(self) -> None:
        self._directives()
        self.expect("{")
        found: dict[str, str] = {}
        while self.next != "}":
            operation = self.name()
            self.expect(":")
            if operation in found or operation not in ("query", "mutation", "subscription"):
                raise tokens.DeclinedError
            found[operation] = self.name()
            if found[operation] != operation.capitalize():
                raise tokens.DeclinedError
        self._closed(found)

    def _declared_directive(self) -> None:
        self.expect("@")
        self.name()
        taken = set(self._taken)
        if self.next == "(":
            self._inputs("(", ")")
        # Of a directive's arguments the long way does not ask whether their types are there either.
        self._taken = taken
        self.skip("repeatable")
        self.expect("on")
        if not {*self._names("|")} <= _LOCATIONS:
            raise tokens.DeclinedError

    # -- what parts consist of ---------------------------------------------------------------------

    def _description(self) -> str | None:
        token = self.next
        if token[:1] != '"':
            return None
        self.at += 1
        return _string(token)

    def _deprecation(self) -> str | None:
        if self.next != "@":
            return None
        return _argument(self._directives(), "deprecated", "reason", constants.DEFAULT_DEPRECATION)

    def _directives(self) -> list[_Directive]:
        found: list[_Directive] = []
        while self.skip("@"):
            name = self.name()
            given: list[tuple[str, str]] = []
            if self.skip("("):
                while self.next != ")":
                    argument = self.name()
                    self.expect(":")
                    given.append((argument, self._value()))
                if not given:
                    raise tokens.DeclinedError
                self.at += 1
            for _, value in given:
                _string(value) if value[:1] == '"' else _literal(value)
            found.append((name, given))
        return found

    def _value(self) -> str:
        """The tokens of a value: one, or all from a bracket to the one that closes it."""
        start = self.at
        depth = 0
        while True:
            token = self.next
            self.at += 1
            if token in ("[", "{"):
                depth += 1
            elif token in ("]", "}"):
                depth -= 1
            if token == tokens.END or not 0 <= depth <= tokens.MAX_DEPTH:
                raise tokens.DeclinedError
            if depth == 0:
                return " ".join(self.tokens[start : self.at])


def _argument(directives: list[_Directive], name: str, argument: str, default: str | None) -> str | None:
    for found, given in directives:
        if found == name:
            for key, value in given:
                if key == argument and value[:1] == '"':
                    return _string(value)
            return default
    return None


def _string(token: str) -> str:
    """What a string says."""
    if token.startswith('"""'):
        raw = token[3:-3].replace('\\"""', '"""')
        return "\n".join(dedent_block_string_lines(_LINE_BREAK.split(raw)))
    if "\\" not in token:
        return token[1:-1]
    node = graphql.parse_const_value(token)
    assert isinstance(node, ast.StringValueNode)
    return node.value


@functools.lru_cache(maxsize=1024)
def _literal(text: str) -> str:
    """The literal of a constant value; GraphQLSyntaxError if it is none."""
    return constants.literal(graphql.parse_const_value(text))
