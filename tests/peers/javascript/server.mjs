/**
 * A GraphQL server of any SDL on a free port of 127.0.0.1, with an engine that is not this project's own.
 *
 *   node server.mjs --engine yoga|graphql-http --sdl FILE [--body-cap BYTES] [--max-tokens N]
 *                   [--error-cap N] [--mask] [--stop-at-first]
 *
 * Says `peer: URL` on standard output as soon as it answers. GET /ledger lists the mutations that were
 * executed, DELETE /ledger forgets them; PUT /schema serves the SDL that it is sent from then on.
 */

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { parseArgs } from "node:util";

import { execute, parse } from "graphql";
import { createHandler } from "graphql-http/lib/use/fetch";
import { createYoga } from "graphql-yoga";

import { executable } from "./schema.mjs";

const HOST = "127.0.0.1";

const ENGINES = {
  "graphql-http": (schema, options) =>
    createHandler({
      schema,
      parse: (source) => parse(source, { maxTokens: options.maxTokens }),
      execute: (args) => execute({ ...args, options: { maxCoercionErrors: options.errorCap } }),
    }),
  yoga: (schema, options) => {
    const yoga = createYoga({
      schema,
      graphqlEndpoint: "/graphql",
      landingPage: false,
      logging: false,
      maskedErrors: options.mask,
      // A cached document would not be counted again.
      parserAndValidationCache: false,
      plugins: [
        {
          onParse: ({ setParseFn }) =>
            setParseFn((source) => parse(source, { maxTokens: options.maxTokens })),
        },
      ],
    });
    return (request) => yoga.fetch(request);
  },
};

function read(argv) {
  const { values } = parseArgs({
    args: argv,
    options: {
      engine: { type: "string" },
      sdl: { type: "string" },
      "body-cap": { type: "string" },
      "max-tokens": { type: "string" },
      "error-cap": { type: "string" },
      mask: { type: "boolean", default: false },
      "stop-at-first": { type: "boolean", default: false },
    },
  });
  if (!Object.hasOwn(ENGINES, values.engine ?? "")) refuse(`--engine is one of ${Object.keys(ENGINES).join(", ")}`);
  if (values.sdl === undefined) refuse("--sdl FILE is missing");
  if (values.mask && values.engine !== "yoga") refuse("only yoga masks errors");
  if (values["error-cap"] !== undefined && values.engine !== "graphql-http") {
    refuse("only graphql-http has an error cap: that of yoga is fixed at 50");
  }
  return {
    engine: values.engine,
    sdl: values.sdl,
    bodyCap: natural("body-cap", values),
    maxTokens: natural("max-tokens", values),
    errorCap: natural("error-cap", values),
    mask: values.mask,
    stopAtFirst: values["stop-at-first"],
  };
}

function natural(name, values) {
  if (values[name] === undefined) return undefined;
  const number = Number(values[name]);
  if (!Number.isInteger(number) || number < 1) refuse(`--${name} is a number above 0`);
  return number;
}

function refuse(reason) {
  process.stderr.write(`error: ${reason}\n`);
  process.exit(2);
}

async function body(incoming) {
  const parts = [];
  for await (const part of incoming) parts.push(part);
  return Buffer.concat(parts);
}

function json(status, value) {
  return { status, headers: { "content-type": "application/json; charset=utf-8" }, text: JSON.stringify(value) };
}

/** An answer with the first of its errors only, as from a server that stops there. */
function firstError(text) {
  const answer = JSON.parse(text);
  if (Array.isArray(answer.errors)) answer.errors = answer.errors.slice(0, 1);
  return JSON.stringify(answer);
}

function answerer(options) {
  const ledger = [];
  const serving = (sdl) => ENGINES[options.engine](executable(sdl, ledger), options);
  let handle = serving(readFileSync(options.sdl, "utf8"));
  return async (incoming) => {
    const given = await body(incoming);
    const url = new URL(incoming.url, `http://${incoming.headers.host}`);
    if (url.pathname === "/ledger" && incoming.method === "GET") return json(200, ledger);
    if (url.pathname === "/ledger" && incoming.method === "DELETE") {
      ledger.length = 0;
      return { status: 204, headers: {}, text: "" };
    }
    if (url.pathname === "/schema" && incoming.method === "PUT") {
      handle = serving(given.toString("utf8"));
      return { status: 204, headers: {}, text: "" };
    }
    if (url.pathname !== "/graphql") return json(404, { errors: [{ message: "There is nothing here." }] });
    if (options.bodyCap !== undefined && given.length > options.bodyCap) {
      return json(413, { errors: [{ message: `The body is longer than ${options.bodyCap} bytes.` }] });
    }
    const { method, headers } = incoming;
    const reply = await handle(new Request(url, { method, headers, body: given.length ? given : undefined }));
    const text = await reply.text();
    return {
      status: reply.status,
      headers: Object.fromEntries(reply.headers),
      text: options.stopAtFirst && text ? firstError(text) : text,
    };
  };
}

const answer = answerer(read(process.argv.slice(2)));
const server = createServer(async (incoming, outgoing) => {
  const { status, headers, text } = await answer(incoming);
  outgoing.writeHead(status, { ...headers, "content-length": Buffer.byteLength(text) }).end(text);
});
process.on("SIGTERM", () => process.exit(0));
server.listen(0, HOST, () => {
  process.stdout.write(`peer: http://${HOST}:${server.address().port}/graphql\n`);
});
