/**
 * What the API's custom scalars take as input, as `schema/coercion.py` has it: the constructors of Python's
 * types decide there, so that their grammars are written out here. A refusal is a plain Error and no
 * GraphQLError, which is what a server that masks errors hides.
 *
 * What they are documented to take, that is: CPython lets some malformed dates, times and UUIDs pass (`08.000`
 * is a time to it), which are refused here. And JSON sets the two apart: `1.0` is an integer in JavaScript.
 */

const FRACTION = String.raw`(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)`;
const DECIMAL = new RegExp(String.raw`^[+-]?(?:${FRACTION}(?:e[+-]?\d+)?|inf(?:inity)?|s?nan\d*)$`, "i");
const INTEGER = /^[+-]?\d+(?:_\d+)*$/;
const FLOAT = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;
const DATE = /^(\d{4})(?:-(\d\d)-(\d\d)|(\d\d)(\d\d)|-W(\d\d)(?:-(\d))?|W(\d\d)(\d)?)$/;
const CLOCK = /^T?(\d\d)(?:(:?)(\d\d)(?:\2(\d\d)(?:[.,]\d+)?)?)?$/;
const OFFSET = /(?:Z|[+-]\d\d(?:(:?)\d\d(?:\1\d\d(?:[.,]\d+)?)?)?)$/;
const HEXADECIMAL = /^[0-9a-f]{32}$/i;

/** Python's int() takes no more digits than this, and tries float() instead. */
const MOST_DIGITS = 4300;

function text(value) {
  if (typeof value !== "string") throw new Error("not a text");
  return value;
}

function numberOrText(value) {
  if (!["string", "number", "boolean"].includes(typeof value)) throw new Error("neither a number nor a text");
  return value;
}

function require(holds, reason) {
  if (!holds) throw new Error(reason);
}

function bigInteger(value) {
  const given = numberOrText(value);
  if (typeof given === "boolean") return;
  if (typeof given === "number") return require(Number.isFinite(given), "no finite number");
  const trimmed = given.trim();
  const isInteger = INTEGER.test(trimmed) && trimmed.replace(/\D/g, "").length <= MOST_DIGITS;
  const plain = trimmed.replaceAll("_", "");
  require(isInteger || (FLOAT.test(trimmed) && Number.isFinite(Number(plain))), "no integer");
}

function decimal(value) {
  const given = numberOrText(value);
  if (typeof given !== "string") return;
  require(DECIMAL.test(given.trim().replaceAll("_", "")), "no decimal number");
}

function identifier(value) {
  require(typeof value === "string" || Number.isInteger(value), "neither an integer nor a text");
}

function lastDay(year, month) {
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

/** Years of the calendar of weeks have 53 of them if they begin or end on a Thursday. */
function weeks(year) {
  const weekday = (month, day) => new Date(Date.UTC(2000 + (year % 400), month, day)).getUTCDay();
  return weekday(0, 1) === 4 || weekday(11, 31) === 4 ? 53 : 52;
}

function date(value) {
  const found = DATE.exec(text(value));
  require(found, "no date");
  const [year, month, day] = [found[1], found[2] ?? found[4], found[3] ?? found[5]].map(Number);
  require(year >= 1, "no such year");
  if (month === undefined || Number.isNaN(month)) {
    const [week, weekday] = [found[6] ?? found[8], found[7] ?? found[9] ?? "1"].map(Number);
    return require(week >= 1 && week <= weeks(year) && weekday >= 1 && weekday <= 7, "no such week");
  }
  require(month >= 1 && month <= 12 && day >= 1 && day <= lastDay(year, month), "no such day");
}

function time(value) {
  const given = text(value);
  const offset = OFFSET.exec(given);
  const found = CLOCK.exec(offset ? given.slice(0, offset.index) : given);
  require(found, "no time");
  const [hour, minute, second] = [found[1], found[3] ?? 0, found[4] ?? 0].map(Number);
  require(hour <= 23 && minute <= 59 && second <= 59, "no such time");
  if (!offset || offset[0] === "Z") return;
  const [hours, minutes, seconds] = (offset[0].match(/\d\d/g) ?? []).map(Number);
  require(hours <= 23 && (minutes ?? 0) <= 59 && (seconds ?? 0) <= 59, "no such offset");
}

/** A date, any one character, a time; or a date alone. */
function dateTime(value) {
  const given = text(value);
  // The longest date first: "20240101" is a day, and "2024W01" followed by a digit may be one.
  for (const length of [10, 8, 7]) {
    if (!accepts(date, given.slice(0, length))) continue;
    if (given.length <= length) return;
    const rest = given.slice(length + 1);
    if (!rest.startsWith("T") && accepts(time, rest)) return;
  }
  throw new Error("no date and time");
}

function accepts(check, value) {
  try {
    check(value);
    return true;
  } catch {
    return false;
  }
}

function uuid(value) {
  const plain = text(value).replace("urn:", "").replace("uuid:", "").replace(/^[{}]+|[{}]+$/g, "");
  require(HEXADECIMAL.test(plain.replaceAll("-", "")), "no UUID");
}

const CHECKS = {
  BigInt: bigInteger,
  Date: date,
  DateTime: dateTime,
  Decimal: decimal,
  Email: text,
  FloatSafeDecimal: decimal,
  GenericScalar: () => {},
  JSONString: (value) => JSON.parse(text(value)),
  NonEmptyID: identifier,
  NormalizedDecimal: decimal,
  Time: time,
  UUID: uuid,
};

/** The value as it came if the scalar takes it, an Error otherwise. A scalar not known here takes anything. */
export function coerce(scalar, value) {
  CHECKS[scalar]?.(value);
  return value;
}
