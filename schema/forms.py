"""Every form in which a schema is handed around: told apart by its first characters, then read."""

from __future__ import annotations

import attrs

from schema import errors, introspection, page, page_html, sdl, types


@attrs.frozen
class Found:
    """What a text holds: a whole schema, or the documentation page, which defines no types."""

    schema: types.Schema | None
    page: page.Page | None
    warnings: tuple[str, ...] = ()


def read(text: str, *, source: str) -> Found:
    """Read SDL, introspection JSON, or the documentation page as text or HTML."""
    if text.lstrip()[:1] in ("{", "["):
        introspected = introspection.read(text, source=source)
        return Found(introspected.schema, None, introspected.warnings)
    if page_html.is_html(text):
        return _page(page_html.to_text(text), source)
    if any(line.strip() in page.SECTIONS for line in text.splitlines()):
        return _page(text, source)
    warnings: list[str] = []
    schema = sdl.read(text, source=source, warnings=warnings)
    return Found(schema, None, tuple(warnings))


def _page(text: str, source: str) -> Found:
    documentation = page.read(text)
    if not documentation.entries:
        problem = documentation.problems[0]
        raise errors.ContractError(problem.reason, source=source, line=problem.line)
    return Found(
        None, documentation, tuple(f"line {one.line}: {one.reason}" for one in documentation.problems)
    )
