"""Reader of the API's documentation page on its mutations, in its text form.

A mutation's entry is a heading, a return type, a URL, prose, a list of errors, two tables, the
operation document, its variables and a response. Any of the first seven may be missing: four entries
have lost everything above their operation document. What cannot be read is a `Problem` with its line;
nothing is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import attrs
import graphql

from schema import catalogue, errors, types

_HEADING = re.compile(r"[a-z][A-Za-z0-9_]*")
_ERROR_LINE = re.compile(rf"- ({catalogue.CODE.pattern}): (\S.*)")
_TABLE_LINE = re.compile(r"\|.*\||.*\S \||\||Name \| Description \||---\|(---\|)?")

#: Titles that stand above a server's entries.
SECTIONS = ("API Site", "Authentication Server")
_BLOCK_TITLES = ("Mutation", "Variables", "Response")
_TABLE_TITLES = ("Arguments", "Return fields")


@attrs.frozen
class Problem:
    """Something on the page that could not be read. Lines count from 1."""

    line: int
    reason: str


@attrs.frozen
class Entry:
    """What the page says of one mutation; None where it says nothing."""

    name: str
    line: int
    section: str
    url: str | None
    returns: types.TypeRef | None
    description: tuple[str, ...]
    errors: tuple[catalogue.DocumentedError, ...] | None
    error_lines: int
    arguments: Mapping[str, types.TypeRef]
    output_fields: tuple[str, ...]


@attrs.frozen
class Page:
    """All entries in the order of the page, and what could not be read."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def read(text: str) -> Page:
    """Read the page. Never raises: arbitrary text gives a page without entries and with problems."""
    # Not `splitlines`: form feeds and the like would make lines that an editor does not count.
    reader = _Reader(re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")))
    entries = tuple(reader.entries())
    if not entries and not reader.problems:
        reader.problems.append(Problem(1, "there is no entry of a mutation on this page"))
    return Page(entries, tuple(reader.problems))


@attrs.define
class _Draft:
    """An entry while it is read."""

    line: int
    heading: str | None = None
    returns: types.TypeRef | None = None
    url: str | None = None
    description: list[str] = attrs.Factory(list)
    errors: list[catalogue.DocumentedError] | None = None


@attrs.define
class _Reader:
    lines: list[str]
    position: int = 0
    section: str = ""
    problems: list[Problem] = attrs.Factory(list)

    def entries(self) -> Iterator[Entry]:
        self._skip_introduction()
        seen: dict[str, int] = {}
        while self.position < len(self.lines):
            if self._current() in SECTIONS:
                self.section = self._current()
                self.position += 1
                continue
            if not self._current():
                self.position += 1
                continue
            entry = self._entry()
            if entry is None:
                continue
            if entry.name in seen:
                reason = f"{entry.name} has an entry in line {seen[entry.name]} already"
                self._problem(reason, entry.line)
                continue
            seen[entry.name] = entry.line
            yield entry

    def _current(self) -> str:
        return self.lines[self.position].strip()

    def _problem(self, reason: str, line: int | None = None) -> None:
        self.problems.append(Problem(self.position + 1 if line is None else line, reason))

    def _skip_introduction(self) -> None:
        while self.position < len(self.lines) and self._current() not in SECTIONS:
            if self._at_heading() or self._current() in _BLOCK_TITLES:
                return
            self.position += 1

    def _at_heading(self) -> bool:
        following = self.lines[self.position + 1].strip() if self.position + 1 < len(self.lines) else ""
        return bool(_HEADING.fullmatch(self._current())) and following.startswith(("Type:", "URL:"))

    def _entry(self) -> Entry | None:
        told = len(self.problems)
        draft = self._head()
        self._prose(draft)
        self._tables()
        operation = self._block("Mutation")
        if operation is None:
            if draft.heading is not None or len(self.problems) == told:
                what = draft.heading or "an entry without heading"
                self._problem(f"{what} has no operation document", draft.line)
            self._resynchronize(draft.line)
            return None
        line, document = operation
        self._variables()
        if self._block("Response") is None:
            self._problem(f"the operation document in line {line} is not followed by a response")
        return self._finished(draft, line, document)

    def _head(self) -> _Draft:
        draft = _Draft(self.position + 1)
        if not self._at_heading():
            return draft
        draft.heading = self._current()
        self.position += 1
        while self.position < len(self.lines):
            line = self._current()
            if line.startswith("Type:"):
                draft.returns = self._type(line.removeprefix("Type:"))
            elif line.startswith("URL:"):
                draft.url = line.removeprefix("URL:").strip()
            else:
                break
            self.position += 1
        if draft.url is None:
            self._problem(f"{draft.heading} has no URL", draft.line)
        return draft

    def _type(self, text: str) -> types.TypeRef | None:
        try:
            return types.TypeRef.parse(text)
        except errors.ContractError as error:
            self._problem(str(error))
            return None

    def _prose(self, draft: _Draft) -> None:
        while self.position < len(self.lines):
            line = self._current()
            if self._at_boundary():
                return
            if line == catalogue.INTRODUCTION:
                if draft.errors is not None:
                    self._problem("a second list of errors begins here")
                draft.errors = draft.errors or []
            elif line.startswith("- "):
                self._error_line(draft, line)
            elif draft.errors and line:
                self._problem(f"{line[:60]!r} stands in the list of errors and is none")
                draft.description.append(line)
            elif draft.heading is None and line:
                self._problem(f"{line[:60]!r} belongs to no entry")
            else:
                draft.description.append(line)
            self.position += 1

    def _error_line(self, draft: _Draft, line: str) -> None:
        match = _ERROR_LINE.fullmatch(line)
        if match is None:
            self._problem(f"{line[:60]!r} is not of the form '- CODE: message'")
        elif draft.errors is None:
            self._problem(f"{line[:60]!r} stands outside a list of errors")
        elif any(error.code == match[1] and error.message != match[2] for error in draft.errors):
            self._problem(f"{match[1]} is listed with another message already")
        else:
            draft.errors.append(catalogue.DocumentedError(match[1], match[2]))

    def _tables(self) -> None:
        # The tables have lost their first column, the names: what they say is in the operation too.
        while self.position < len(self.lines):
            line = self._current()
            if self._at_boundary() and line not in _TABLE_TITLES:
                return
            if line and line not in _TABLE_TITLES and not _TABLE_LINE.fullmatch(line):
                self._problem(f"{line[:60]!r} stands in a table and is no row")
            self.position += 1

    def _at_boundary(self) -> bool:
        titles = (*_TABLE_TITLES, *_BLOCK_TITLES, *SECTIONS)
        return self.position < len(self.lines) and (self._current() in titles or self._at_heading())

    def _variables(self) -> None:
        if not self._at_title("Variables"):
            return
        following = self.lines[self.position + 1].strip() if self.position + 1 < len(self.lines) else ""
        if following in _BLOCK_TITLES:
            self._problem("the example of variables is empty")
            self.position += 1
        else:
            self._block("Variables")

    def _at_title(self, title: str) -> bool:
        while self.position < len(self.lines) and not self._current():
            self.position += 1
        return self.position < len(self.lines) and self._current() == title

    def _block(self, title: str) -> tuple[int, str] | None:
        """The lines after a title up to where their braces are balanced, and the first one's number."""
        if not self._at_title(title):
            return None
        title_line = self.position + 1
        self.position += 1
        depth, opened = 0, False
        while self.position < len(self.lines) and not self._at_boundary():
            line = self.lines[self.position]
            depth, opened = depth + _braces(line), opened or "{" in line
            self.position += 1
            if opened and depth <= 0:
                break
        if not opened or depth != 0:
            self._problem(f"the braces under {title!r} are not balanced", title_line)
        return title_line + 1, "\n".join(self.lines[title_line : self.position])

    def _resynchronize(self, line: int) -> None:
        # At least one line further than where this entry began, up to the next thing that is one.
        self.position = max(self.position, line)
        while self.position < len(self.lines):
            if self._at_heading() or self._current() in (*SECTIONS, "Mutation", *_TABLE_TITLES):
                return
            self.position += 1

    def _finished(self, draft: _Draft, line: int, text: str) -> Entry | None:
        try:
            operation = _Operation.parse(text)
        except (ValueError, errors.ContractError) as error:
            self._problem(f"the operation document cannot be read: {error}", line)
            return None
        if draft.heading not in (None, operation.field):
            reason = f"the operation of {draft.heading} selects {operation.field}"
            self._problem(reason, line)
            return None
        listed = draft.errors
        return Entry(
            name=operation.field,
            line=draft.line,
            section=self.section,
            url=draft.url,
            returns=draft.returns,
            description=tuple(draft.description),
            errors=None if listed is None else catalogue.unique(listed),
            error_lines=len(listed or ()),
            arguments=operation.arguments,
            output_fields=operation.output_fields,
        )


def _braces(line: str) -> int:
    unquoted = re.sub(r'"(\\.|[^"\\])*"', "", line)
    return sum(unquoted.count(opening) for opening in "{(") - sum(unquoted.count(closing) for closing in "})")


@attrs.frozen
class _Operation:
    field: str
    arguments: Mapping[str, types.TypeRef]
    output_fields: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> _Operation:
        """Read an operation document; ValueError if it is not one with a single root field."""
        try:
            document = graphql.parse(text, no_location=True)
        except (graphql.GraphQLSyntaxError, RecursionError) as error:
            raise ValueError(str(error).splitlines()[0]) from error
        operations = [
            node for node in document.definitions if isinstance(node, graphql.OperationDefinitionNode)
        ]
        if len(operations) != 1 or operations[0].operation is not graphql.OperationType.MUTATION:
            raise ValueError("it is not exactly one mutation")
        selections = operations[0].selection_set.selections
        if len(selections) != 1 or not isinstance(selections[0], graphql.FieldNode):
            raise ValueError("it has not exactly one root field")
        root = selections[0]
        declared = {
            definition.variable.name.value: types.TypeRef.parse(graphql.print_ast(definition.type))
            for definition in operations[0].variable_definitions or ()
        }
        arguments = {}
        for argument in root.arguments or ():
            value = argument.value
            if not isinstance(value, graphql.VariableNode) or value.name.value not in declared:
                raise ValueError(f"argument {argument.name.value!r} is not given by a declared variable")
            arguments[argument.name.value] = declared[value.name.value]
        selected = root.selection_set.selections if root.selection_set else ()
        names = tuple(node.name.value for node in selected if isinstance(node, graphql.FieldNode))
        return cls(root.name.value, types.frozen_mapping(arguments), names)


@attrs.frozen
class Refusals:
    """Reasons that an error names in an extension, as `triggerBoostCharge` documents them."""

    code: str
    extension: str
    reasons: tuple[str, ...]


@attrs.frozen
class Prose:
    """What a mutation's description states in words and SDL has no place for."""

    states_authorization_header: bool
    replacement: str | None
    work_in_progress: bool
    limits: tuple[tuple[str, int, int], ...]
    refusals: Refusals | None


_REPLACEMENT = re.compile(r"DEPRECATED: Please use (\w+) instead")
_RANGE_OF_AMOUNT = re.compile(r"Lower limit: (\d[\d,]{0,12})p\b.*Upper limit: (\d[\d,]{0,12})p\b")
_RANGE_OF_DAYS = re.compile(r"Permitted values: (\d{1,9})-(\d{1,9})\b")
_REFUSAL_EXTENSION = re.compile(r"\b(\w+RefusalReasons)\b")
_REFUSAL_CODE = re.compile(rf"a ({catalogue.CODE.pattern}) error will be returned")


def prose(entry: Entry) -> Prose:
    """Read the sentences that carry a promise: authorization, deprecation, limits, refusal reasons."""
    text = " ".join(entry.description)
    replacement = _REPLACEMENT.search(text)
    limits = [("input.amount", pence) for pence in _RANGE_OF_AMOUNT.findall(text)] + [
        ("input.paymentDay", days) for days in _RANGE_OF_DAYS.findall(text)
    ]
    return Prose(
        states_authorization_header="requires the Authorization header" in text,
        replacement=replacement[1] if replacement else None,
        work_in_progress="DO NOT USE" in text,
        limits=tuple((path, _number(low), _number(high)) for path, (low, high) in limits),
        refusals=_refusals(text),
    )


def _refusals(text: str) -> Refusals | None:
    extension, code = _REFUSAL_EXTENSION.search(text), _REFUSAL_CODE.search(text)
    if extension is None or code is None:
        return None
    return Refusals(code[1], extension[1], tuple(sorted(set(re.findall(r"\b[A-Z]{2}_[A-Z_]+\b", text)))))


def _number(text: str) -> int:
    return int(text.replace(",", ""))
