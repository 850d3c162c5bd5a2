"""A small contract of invented mutations, and exchanges with it, for tests of whatever judges them."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any

import strategies
from conformance.model import Case, Credential, Exchange, Request, Response
from schema import contract as contracts
from schema import sdl, supplement

SDL = '''
type Query { placeholder: Boolean }

type Mutation {
  """
  The possible errors that can be raised are:

  - KT-CT-1112: 'Authorization' header not provided.
  - KT-CT-9001: Kettle not found.
  """
  boilKettle(input: BoilKettleInput!): BoilKettle
  "Undocumented."
  drainKettle: Kettle
  """
  The possible errors that can be raised are:

  - KT-CT-9003: Tea refused.
  - KT-CT-9004: Too strong.
  """
  brewTea(input: BrewTeaInput!, served: Boolean): BrewTea!
  "Answers with a secret."
  rekeyLid(secret: String!): String
}

input BoilKettleInput { kettleId: ID!, degrees: Int }
type BoilKettle { kettle: Kettle, owner: Owner, cups: [Cup!]!, startedAt: DateTime, price: Decimal }
type Kettle { id: ID!, state: KettleState!, liters: Float, label: String, isOn: Boolean, degrees: Int }
type Cup { size: Int! }
input BrewTeaInput { strength: Int!, leaves: [LeafInput!], APIKey: String }
input LeafInput { name: String! }
type BrewTea { possibleErrors: [PossibleErrorType], pot: Pot!, brand: Brand }
type PossibleErrorType { code: String }
type Pot { cups: [[Int!]!] }
interface Brand { name: String! }
type Family implements Brand { name: String!, since: Date }
enum KettleState { COLD BOILING }
union Owner = Person | Company
type Person { name: String!, born: Date, wakes: Time }
type Company { number: BigInt, key: UUID, settings: JSONString }
scalar DateTime
scalar Date
scalar Time
scalar Decimal
scalar BigInt
scalar UUID
scalar JSONString
'''

SETTINGS = """
[servers.api]
url = "https://kettles.example/graphql/"
snapshot = "api.graphql"

[authorization]
refusal_codes = ["KT-CT-1111", "KT-CT-1112", "KT-CT-1124", "KT-CT-1143"]

[hazards]
physical = ["boilKettle"]
read-like = ["drainKettle"]
account-change = ["brewTea"]
credential = ["rekeyLid"]

[[limits]]
mutation = "brewTea"
path = "input.strength"
minimum = 1
maximum = 5

[refusals.brewTea]
code = "KT-CT-9003"
extension = "reasons"
reasons = ["NO_WATER", "TOO_LATE"]

[error_types]
KT-CT-9001 = "NOT_FOUND"
KT-CT-9004 = "VALIDATION"

[ambient.KT-CT-1111]
message = "Unauthorized."
type = "AUTHORIZATION"

[ambient.KT-CT-1112]
message = "'Authorization' header not provided."
type = "AUTHORIZATION"

[ambient.KT-CT-1124]
message = "Signature has expired."
type = "APPLICATION"

[ambient.KT-CT-1143]
message = "Invalid token."
type = "AUTHORIZATION"
"""


@functools.cache
def contract() -> contracts.Contract:
    """The contract of the kettle API, made once."""
    settings = supplement.read(SETTINGS)
    server = contracts.Server("api", settings.servers["api"].url, sdl.read(SDL))
    return contracts.assemble({"api": server}, settings)


def result() -> dict[str, Any]:
    """A conforming result of `boilKettle`."""
    return {
        "kettle": {
            "id": "7",
            "state": "BOILING",
            "liters": 1.5,
            "label": "copper",
            "isOn": True,
            "degrees": 96,
        },
        "owner": {"__typename": "Person", "name": "Ada", "born": "2000-02-29", "wakes": "07:30"},
        "cups": [{"size": 2}, {"size": 3}],
        "startedAt": "2026-01-31T08:00:00Z",
        "price": "1.20",
    }


def error(code: str, message: str, type_: str, *, mutation: str = "boilKettle") -> dict[str, Any]:
    """An error as the API raises it at a mutation."""
    extensions = {"errorType": type_, "errorCode": code, "errorDescription": ""}
    return {"message": message, "path": [mutation], "extensions": extensions}


VARIABLES: Mapping[str, Mapping[str, Any]] = {
    "boilKettle": {"input": {"kettleId": "7"}},
    "drainKettle": {},
    "brewTea": {"input": {"strength": 3}},
    "rekeyLid": {"secret": "old"},
}


def case(mutation: str = "boilKettle", credential: Credential = Credential.VALID) -> Case:
    """A valid case of a mutation."""
    operation = strategies.operation(contract(), mutation)
    return Case("valid_input", operation, VARIABLES[mutation], credential)


def exchange(
    document: Any = None,
    *,
    content: bytes | None = None,
    status: int = 200,
    media_type: str = "application/json",
    mutation: str = "boilKettle",
    credential: Credential = Credential.VALID,
) -> Exchange:
    """An exchange whose answer is a JSON document, or arbitrary bytes."""
    asked = case(mutation, credential)
    return answer(asked, document, content=content, status=status, media_type=media_type)


def answer(
    asked: Case,
    document: Any = None,
    *,
    content: bytes | None = None,
    status: int = 200,
    media_type: str = "application/json",
) -> Exchange:
    """The same for a case that is at hand."""
    body = json.dumps({"query": asked.operation.text, "variables": dict(asked.variables)})
    answered = json.dumps(document).encode() if content is None else content
    sent = {} if asked.credential is Credential.NONE else {"Authorization": "$KRAKEN_TOKEN"}
    return Exchange(
        asked,
        Request("https://kettles.example/graphql/", sent, body),
        Response(status, {"content-type": media_type}, answered, 0.01),
    )


def changed(change: Callable[[dict[str, Any]], object]) -> Exchange:
    """A conforming answer to `boilKettle` with one change in its result."""
    answered = result()
    change(answered)
    return exchange({"data": {"boilKettle": answered}})


def failed(
    *raised: dict[str, Any], mutation: str = "boilKettle", credential: Credential = Credential.VALID
) -> Exchange:
    """An answer with errors at a mutation, which is null."""
    return exchange(
        {"data": {mutation: None}, "errors": list(raised)}, mutation=mutation, credential=credential
    )
