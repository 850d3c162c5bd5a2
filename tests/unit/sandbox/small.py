"""A small contract of the same form as the real one, and a client that plugs into the sandbox directly."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any

import attrs

from sandbox import app, faults, messages, options, served
from schema import catalogue, sdl, supplement
from schema import contract as contracts

PUBLIC = "createQuote"
OBTAIN = "obtainKrakenToken"
PAY = "pay"

_API = '''
type Mutation {
  bareText(text: String): String
  fill(input: FillInput!): Filled
  bookDay(day: Int!): Receipt!
  """
  The possible errors that can be raised are:

  - KT-CT-2001: Invalid data.
  """
  createQuote(input: QuoteInput!): Quote
  obtainKrakenToken(input: LoginInput!): Login
  """
  The possible errors that can be raised are:

  - KT-CT-1112: 'Authorization' header not provided.
  - KT-CT-3001: Ledger not found.
  - KT-CT-3002: Received both ledger ID and number.
  - KT-CT-3003: Received neither ledger ID nor ledger number.
  - KT-CT-3004: Invalid payment amount.
  - KT-CT-3005: This was already paid.
  - KT-CT-3006: Idempotency key used for another payment.
  - KT-CT-3007: Unauthorized.
  - KT-CT-3008: Terms must be accepted.
  - KT-CT-3009: Not enough points.
  - KT-CT-3010: Negative or zero points set.
  """
  pay(input: PayInput!): Payment
  """
  The possible errors that can be raised are:

  - KT-CT-4001: Onboarding wizard ID is invalid.
  - KT-CT-4002: Invalid onboarding step ID.
  """
  doStep(input: StepInput!): StepResult
  cancelWizard(input: CancelInput!): StepResult
  """
  The possible errors that can be raised are:

  - KT-CT-6001: Account not found.
  """
  closeAccount(accountNumber: String!): StepResult
  """
  The possible errors that can be raised are:

  - KT-CT-4001: Onboarding wizard ID is invalid.
  """
  resumeWizard(input: CancelInput!): StepResult
  """
  The possible errors that can be raised are:

  - KT-CT-5001: Unable to charge.
  """
  startCharge: Payment
  startWizard: StepResult
}

type Query { placeholder: Boolean }

input QuoteInput { accountNumber: String, lines: [LineInput!], when: Date, kind: Kind, note: ID }
input LineInput { code: String!, count: Int!, nested: NestedInput }
input NestedInput { inner: InnerInput! }
input InnerInput { flag: Boolean!, last: Int! }
input LoginInput { email: String, password: String }
input PayInput {
  accountNumber: String!
  amount: Int
  idempotencyKey: String
  ledgerId: ID
  ledgerNumber: String
  otherId: ID
  points: Int
  termsAccepted: Boolean
}
input FillInput {
  bigInt: BigInt
  boolean: Boolean
  date: Date
  dateTime: DateTime
  decimal: Decimal
  float: Float
  id: ID
  int: Int
  json: JSONString
  kind: Kind
  level: Int = 3
  line: LineInput
  name: String!
  names: [String!]
  nested: LineInput
  notes: [String]
  nothing: Int = null
  text: String
  time: Time
  uuid: UUID
}
input StepInput { wizardId: ID!, stepId: ID! }
input CancelInput { wizardId: ID! }

enum Kind { GAS POWER STEAM }
interface Tariff { name: String!, code: ID }
type Flat implements Tariff { name: String!, code: ID, rate: Decimal! }
type Tracker implements Tariff { name: String!, code: ID, since: DateTime!, kinds: [Kind!]! }
union Owner = Person | Company
type Person { born: Date, name: String }
type Company { number: Int!, offices: [[String!]!] }
type Quote {
  accountNumber: String
  kind: Kind!
  owner: Owner
  possibleErrors: [PossibleErrorType]
  price(currency: String): Float
  tariff: Tariff
  tariffs: [Tariff!]!
}
type Receipt { at: DateTime!, day: Int! }
type Login { payload: GenericScalar!, refreshExpiresIn: Int, refreshToken: String, token: String! }
type Payment { accountNumber: String, amount: Int, id: ID!, possibleErrors: [PossibleErrorType] }
type Wizard { id: ID! }
type StepResult { wizard: Wizard }
type PossibleErrorType { code: String, description: String, message: String, type: String }
type Entry { note: String, receipt: Receipt! }
type Filled {
  bigInt: BigInt
  boolean: Boolean
  date: Date
  dateTime: DateTime
  decimal: Decimal
  email: Email
  float: Float
  history: [Entry!]!
  id: ID
  int: Int
  json: JSONString
  kind: Kind
  kinds: [Kind!]!
  odd: Odd
  receipt: Receipt
  snake_case: Int
  tariff: Tariff
  text: String
  time: Time
  uuid: UUID
}
scalar BigInt
scalar Email
scalar JSONString
scalar Odd
scalar Time
scalar UUID
scalar Date
scalar DateTime
scalar Decimal
scalar GenericScalar
'''

_AMBIENT = {
    "KT-CT-1111": ("Unauthorized.", "AUTHORIZATION"),
    "KT-CT-1112": ("'Authorization' header not provided.", "AUTHORIZATION"),
    "KT-CT-1124": ("Signature of the JWT has expired.", "APPLICATION"),
    "KT-CT-1143": ("Value of 'Authorization' header is not a valid credential.", "AUTHORIZATION"),
    "KT-CT-7899": ("An internal error occurred.", "APPLICATION"),
}


@functools.cache
def contract() -> contracts.Contract:
    """The small contract."""
    settings = supplement.Supplement(
        servers={"api": supplement.Address("https://api.example/graphql/", "api.graphql")},
        ambient=tuple(
            catalogue.DocumentedError(code, message, type_) for code, (message, type_) in _AMBIENT.items()
        ),
        error_types={"KT-CT-2001": "VALIDATION", "KT-CT-3001": "NOT_FOUND", "KT-CT-3004": "VALIDATION"},
        header_stated=frozenset({"resumeWizard"}),
        refusal_codes=frozenset({"KT-CT-1111", "KT-CT-1112", "KT-CT-1124", "KT-CT-1143"}),
        limits=(supplement.Limit(PAY, "input.amount", 100, 1000),),
        refusals={"startCharge": supplement.Refusal("KT-CT-5001", "chargeRefusalReasons", ("AWAY", "BUSY"))},
    )
    server = contracts.Server("api", "https://api.example/graphql/", sdl.read(_API))
    return contracts.assemble({"api": server}, settings)


@attrs.frozen
class Answer:
    """A reply, and what it says."""

    reply: messages.Reply

    @property
    def status(self) -> int:
        return self.reply.status

    @property
    def json(self) -> Any:
        return json.loads(self.reply.body)

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["errorCode"] for error in self.json.get("errors", [])]

    @property
    def messages(self) -> list[str]:
        return [error["message"] for error in self.json.get("errors", [])]


class Client:
    """Asks a sandbox of the small contract, with a valid token unless told otherwise."""

    def __init__(self, sandbox: app.Sandbox, server: str = "api") -> None:
        self.sandbox = sandbox
        self.path = f"/{server}/graphql/"
        self.token = sandbox.profile()["token"]

    def ask(self, document: str, variables: Any = None, **headers: str | None) -> Answer:
        body: dict[str, Any] = {"query": document}
        if variables is not None:
            body["variables"] = variables
        return self.send(json.dumps(body).encode(), **headers)

    def send(self, body: bytes, *, method: str = "POST", query: str = "", **headers: str | None) -> Answer:
        sent: dict[str, str | None] = {"authorization": self.token, "content-type": "application/json"}
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        kept = {name: value for name, value in sent.items() if value is not None}
        return Answer(self.sandbox.respond(messages.Request(method, self.path, kept, body, query)))

    def get(self, path: str, method: str = "GET") -> Answer:
        return Answer(self.sandbox.respond(messages.Request(method, path)))


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@functools.cache
def _serving() -> Mapping[str, served.Served]:
    return served.build(contract())


def client(clock: Clock | None = None, fault: str | None = None, **chosen: Any) -> Client:
    """A client of a new sandbox with these options, and with one fault on all mutations."""
    if fault:
        chosen["faults"] = faults.parse([fault])
    made = options.Options(contract=contract(), **chosen)
    return Client(app.Sandbox(made, clock=clock or Clock(), serving=_serving()))
