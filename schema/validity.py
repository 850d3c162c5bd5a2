"""Where a schema is not valid by graphql-core's own strict rules, or lists errors in a form of its own.

Real schemas do both, in places. None of it keeps this suite from working with one, so each is a warning
that names the place.
"""

from __future__ import annotations

import graphql

from schema import catalogue, sdl, types


def warnings(schema: types.Schema) -> tuple[str, ...]:
    """What is odd about a schema with mutations, a sentence each; nothing if all is well."""
    text = sdl.write(schema)
    unread = tuple(
        f"{field.name}: {line[:80]!r} stands in its list of errors and is not of the form '- CODE: message'"
        for field in schema.fields_of("Mutation").values()
        for line in catalogue.unread(field.description)
    )
    try:
        built = graphql.build_schema(text, assume_valid_sdl=True)
        found = graphql.validate_schema(built)
    except (graphql.GraphQLError, TypeError, RecursionError) as error:
        return (*unread, f"strict validation fails: {' '.join(str(error).split())[:300]}")
    return (*unread, *(f"strict validation: {error.message}" for error in found))
