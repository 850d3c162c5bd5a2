"""Where a schema is not valid by graphql-core's own strict rules: real schemas are not, in places.

None of it keeps this suite from working with a schema, so each is a warning that names the place.
"""

from __future__ import annotations

import graphql

from schema import sdl, types


def warnings(schema: types.Schema) -> tuple[str, ...]:
    """What strict validation says against a schema, a sentence each; nothing if it is valid."""
    text = sdl.write(schema)
    try:
        built = graphql.build_schema(text, assume_valid_sdl=True)
        found = graphql.validate_schema(built)
    except (graphql.GraphQLError, TypeError, RecursionError) as error:
        return (f"strict validation fails: {' '.join(str(error).split())[:300]}",)
    return tuple(f"strict validation: {error.message}" for error in found)
