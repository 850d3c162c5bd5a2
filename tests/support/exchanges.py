"""A small contract of invented mutations, and exchanges with it, for tests of whatever judges them."""

from __future__ import annotations

import json
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
}

input BoilKettleInput { kettleId: ID!, degrees: Int }
type BoilKettle { kettle: Kettle, owner: Owner, cups: [Cup!]!, startedAt: DateTime, price: Decimal }
type Kettle { id: ID!, state: KettleState!, liters: Float, label: String, isOn: Boolean, degrees: Int }
type Cup { size: Int! }
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
refusal_codes = ["KT-CT-1111", "KT-CT-1112"]

[hazards]
physical = ["boilKettle"]
read-like = ["drainKettle"]

[error_types]
KT-CT-9001 = "NOT_FOUND"

[ambient.KT-CT-1111]
message = "Unauthorized."
type = "AUTHORIZATION"

[ambient.KT-CT-1112]
message = "'Authorization' header not provided."
type = "AUTHORIZATION"
"""


def contract() -> contracts.Contract:
    """The contract of the kettle API."""
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
    variables = {"input": {"kettleId": "7"}} if mutation == "boilKettle" else {}
    case = Case("valid_input", strategies.operation(contract(), mutation), variables, credential)
    body = json.dumps({"query": case.operation.text, "variables": variables})
    answered = json.dumps(document).encode() if content is None else content
    headers = {"content-type": media_type}
    return Exchange(
        case, Request("https://kettles.example/graphql/", {}, body), Response(status, headers, answered, 0.01)
    )
