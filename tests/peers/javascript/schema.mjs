/** An executable schema in which each mutation that runs is written down. */

import {
  buildSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from "graphql";

import { coerce } from "./scalars.mjs";

const LEAVES = { Boolean: false, Float: 0, Int: 0 };

/** The schema of an SDL text; its mutations push an entry to `ledger` when they run. */
export function executable(sdl, ledger) {
  const schema = buildSchema(sdl, { assumeValid: true, assumeValidSDL: true });
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    if (isScalarType(type) && !isSpecifiedScalarType(type)) {
      type.parseValue = type.coerceInputValue = (value) => coerce(type.name, value);
    }
    if (isObjectType(type)) resolveMinimally(schema, type);
  }
  for (const [name, field] of Object.entries(schema.getMutationType().getFields())) {
    field.resolve = (_source, args) => {
      ledger.push({ mutation: name, arguments: args, executed: true, outcome: "data" });
      return minimal(schema, field.type);
    };
  }
  return schema;
}

function resolveMinimally(schema, type) {
  for (const field of Object.values(type.getFields())) {
    field.resolve = () => minimal(schema, field.type);
  }
}

/** The least that a type allows: null, or where that is not allowed an empty list, text or object. */
function minimal(schema, type) {
  if (!isNonNullType(type)) return null;
  if (isListType(type.ofType)) return [];
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues()[0].value;
  if (isScalarType(named)) return LEAVES[named.name] ?? "";
  const concrete = isAbstractType(named) ? schema.getPossibleTypes(named)[0] : named;
  return { __typename: concrete.name };
}
