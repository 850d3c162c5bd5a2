"""Rules of authorization, each kept, broken and without anything to say."""

from typing import Any

import attrs
import pytest

from conformance.model import Credential, Exchange, Expectation, Request
from conformance.rules import auth
from schema.catalogue import DocumentedError
from schema.contract import Contract
from tests.support import exchanges
from tests.support.exchanges import failed
from tests.unit.conformance.rules import judging
from tests.unit.conformance.rules.judging import NO_HEADER, NOT_FOUND, UNAUTHORIZED, Breach, Judged

NONE, GARBAGE, EXPIRED = Credential.NONE, Credential.GARBAGE, Credential.EXPIRED
BAD = exchanges.error("KT-CT-1143", "Invalid token.", "AUTHORIZATION")
OLD = exchanges.error("KT-CT-1124", "Signature has expired.", "APPLICATION")

REFUSED = {
    "auth.refused-without-credential": NONE,
    "auth.refused-with-garbage": GARBAGE,
    "auth.refused-when-expired": EXPIRED,
}
CODES = {
    "auth.missing-header-code": (NONE, NO_HEADER),
    "auth.garbage-code": (GARBAGE, BAD),
    "auth.expired-code": (EXPIRED, OLD),
}


def success(credential: Credential) -> Exchange:
    return exchanges.exchange({"data": {"boilKettle": exchanges.result()}}, credential=credential)


def request_error(credential: Credential) -> Exchange:
    return exchanges.exchange({"errors": [{"message": "No."}]}, status=400, credential=credential)


def no_json(credential: Credential) -> Exchange:
    return exchanges.exchange(content=b"", credential=credential)


def unguarded(credential: Credential, *listed: dict[str, Any]) -> Exchange:
    """An answer of `drainKettle`, which does not require authorization."""
    document = {"data": {"drainKettle": None}, "errors": list(listed)}
    return exchanges.exchange(document, mutation="drainKettle", credential=credential)


def tea(*codes: str, credential: Credential = NONE) -> Exchange:
    """An answer of `brewTea`, which documents errors and none of authorization."""
    listed = [exchanges.error(code, "Some.", "AUTHORIZATION", mutation="brewTea") for code in codes]
    document = {"data": None, "errors": listed} if listed else {"data": {"brewTea": {}}}
    return exchanges.exchange(document, mutation="brewTea", credential=credential)


def foreign(document: Any, *like: str, content: bytes | None = None) -> Exchange:
    """An answer about somebody else's kettle, where an unknown one is answered with these codes."""
    case = attrs.evolve(
        exchanges.case(),
        expectation=Expectation.ERROR,
        place=("input", "kettleId"),
        violation="somebody else's kettleId",
        like=frozenset(like),
    )
    return exchanges.answer(case, document, content=content)


def answered(*listed: dict[str, Any]) -> dict[str, Any]:
    return {"data": {"boilKettle": None}, "errors": list(listed)}


FOREIGN = "$.variables.input.kettleId"

KEPT = [
    *(Judged(rule, failed(NO_HEADER, credential=one)) for rule, one in REFUSED.items()),
    Judged("auth.refused-with-garbage", failed(BAD, credential=GARBAGE)),
    Judged("auth.refused-when-expired", failed(OLD, credential=EXPIRED)),
    # One error that names the credential is enough.
    Judged("auth.refused-with-garbage", failed(UNAUTHORIZED, BAD, credential=GARBAGE)),
    *(Judged(rule, failed(error, credential=one)) for rule, (one, error) in CODES.items()),
    Judged("auth.header-was-provided", failed(NOT_FOUND)),
    Judged("auth.header-was-provided", failed(BAD, credential=GARBAGE)),
    Judged("auth.not-asked-for", tea()),
    Judged("auth.not-asked-for", tea("KT-CT-9003")),
    # Said of the object as well as of the caller.
    Judged("auth.not-asked-for", tea("KT-CT-1111")),
    Judged("auth.foreign-object-refused", foreign(answered(NOT_FOUND), "KT-CT-9001")),
    Judged("auth.foreign-like-unknown", foreign(answered(UNAUTHORIZED), "KT-CT-1111")),
]

BROKEN = [
    *(Breach(rule, "$.data.boilKettle", success(one)) for rule, one in REFUSED.items()),
    *(Breach(rule, "$.errors", failed(NOT_FOUND, credential=one)) for rule, one in REFUSED.items()),
    *(
        Breach(rule, "$.errors", exchanges.exchange({"data": {"boilKettle": None}}, credential=one))
        for rule, one in REFUSED.items()
    ),
    *(Breach(rule, "$.errors", failed(UNAUTHORIZED, credential=one)) for rule, (one, _) in CODES.items()),
    Breach("auth.header-was-provided", "$.errors", failed(NO_HEADER)),
    Breach(
        "auth.header-was-provided", "$.errors", failed(NO_HEADER, credential=GARBAGE), {"auth.garbage-code"}
    ),
    Breach("auth.not-asked-for", "$.errors", tea("KT-CT-1112"), {"errors.message"}),
    Breach(
        "auth.foreign-object-refused",
        FOREIGN,
        foreign({"data": {"boilKettle": exchanges.result()}}, "KT-CT-9001"),
    ),
    Breach("auth.foreign-like-unknown", FOREIGN, foreign(answered(UNAUTHORIZED), "KT-CT-9001")),
    Breach("auth.foreign-like-unknown", FOREIGN, foreign(answered(NOT_FOUND), "KT-CT-9001", "KT-CT-1111")),
    Breach("auth.foreign-like-unknown", FOREIGN, foreign(answered(NOT_FOUND, UNAUTHORIZED), "KT-CT-9001")),
    # Documented, and still another one than for what does not exist.
    Breach("auth.foreign-like-unknown", FOREIGN, foreign(answered(NOT_FOUND), "KT-CT-1111")),
]

SILENT = [
    *(Judged(rule, success(Credential.VALID)) for rule in judging.ids(auth.RULES)),
    # It may be said of the kettle.
    *(Judged(rule, failed(UNAUTHORIZED, credential=one)) for rule, one in REFUSED.items()),
    *(Judged(rule, request_error(one)) for rule, one in REFUSED.items()),
    *(Judged(rule, no_json(one)) for rule, one in REFUSED.items()),
    *(Judged(rule, unguarded(one, BAD)) for rule, one in REFUSED.items()),
    *(Judged(rule, unguarded(one, UNAUTHORIZED)) for rule, (one, _) in CODES.items()),
    *(Judged(rule, failed(NOT_FOUND, credential=one)) for rule, (one, _) in CODES.items()),
    *(
        Judged(rule, exchanges.answer(judging.refused(), answered(NO_HEADER)))
        for rule in ("auth.refused-without-credential", "auth.not-asked-for")
    ),
    Judged("auth.header-was-provided", failed(NO_HEADER, credential=NONE)),
    Judged("auth.not-asked-for", tea(credential=GARBAGE)),
    Judged("auth.not-asked-for", exchanges.exchange(content=b"", mutation="brewTea", credential=NONE)),
    Judged(
        "auth.not-asked-for",
        exchanges.exchange({"errors": [{"message": "No."}]}, status=400, mutation="brewTea", credential=NONE),
    ),
    Judged("auth.not-asked-for", unguarded(NONE, NO_HEADER)),
    Judged("auth.foreign-object-refused", foreign(None, content=b"")),
    # It may be about anything.
    Judged(
        "auth.foreign-object-refused",
        exchanges.answer(
            attrs.evolve(exchanges.case(), expectation=Expectation.ANSWER, like=frozenset()),
            answered(NOT_FOUND),
        ),
    ),
    Judged("auth.foreign-like-unknown", foreign(answered(NOT_FOUND))),
    Judged("auth.foreign-like-unknown", foreign({"data": {"boilKettle": exchanges.result()}})),
]


class TestRules:
    @pytest.mark.parametrize("given", KEPT)
    def test_are_kept(self, given: Judged) -> None:
        assert judging.opportunities(given) == 1
        assert given.rule not in judging.fired(given.exchange)

    @pytest.mark.parametrize("given", BROKEN)
    def test_are_broken_alone(self, given: Breach) -> None:
        found = judging.fired(given.exchange)

        assert found[given.rule] == [given.path]
        assert set(found) == {given.rule, *given.beside}

    @pytest.mark.parametrize("given", SILENT)
    def test_have_nothing_to_say(self, given: Judged) -> None:
        assert judging.opportunities(given) == 0

    def test_are_each_in_these_tables(self) -> None:
        declared = judging.ids(auth.RULES)

        assert judging.names(*KEPT) == judging.names(*BROKEN) == judging.names(*SILENT) == declared


def guarded(*errors: DocumentedError, ambient: tuple[DocumentedError, ...] = ()) -> Contract:
    """The contract with more errors: of `boilKettle`, and such as any field can answer with."""
    mutation = judging.CONTRACT.mutation("boilKettle")
    changed = attrs.evolve(mutation, errors=(*mutation.errors, *errors))
    return attrs.evolve(
        judging.CONTRACT,
        mutations={**judging.CONTRACT.mutations, "boilKettle": changed},
        ambient={**judging.CONTRACT.ambient, **{one.code: one for one in ambient}},
    )


class TestIsUndecided:
    @pytest.mark.parametrize("credential", REFUSED.values())
    def test_where_the_object_may_be_meant(self, credential: Credential) -> None:
        assert auth.is_undecided(failed(UNAUTHORIZED, credential=credential), judging.CONTRACT)

    def test_where_an_error_of_the_mutation_may_mean_either(self) -> None:
        own = DocumentedError("KT-CT-9009", "Unauthorized.", "AUTHORIZATION")
        exchange = failed(exchanges.error(own.code, own.message, "AUTHORIZATION"), credential=GARBAGE)

        assert auth.is_undecided(exchange, guarded(own))
        assert not auth.is_undecided(exchange, judging.CONTRACT)

    def test_where_something_went_wrong_that_may_come_first(self) -> None:
        crash = DocumentedError("KT-CT-7899", "An internal error occurred.", "APPLICATION")
        exchange = failed(exchanges.error(crash.code, crash.message, "APPLICATION"), credential=GARBAGE)

        assert auth.is_undecided(exchange, guarded(ambient=(crash,)))

    @pytest.mark.parametrize(
        "exchange",
        [
            failed(BAD, credential=GARBAGE),
            failed(UNAUTHORIZED, BAD, credential=GARBAGE),
            failed(NOT_FOUND, credential=GARBAGE),
            failed(UNAUTHORIZED),
            failed(UNAUTHORIZED, credential=Credential.SECOND),
            success(GARBAGE),
            request_error(GARBAGE),
            no_json(GARBAGE),
            unguarded(GARBAGE, UNAUTHORIZED),
            exchanges.exchange(
                {"data": {"boilKettle": exchanges.result()}, "errors": [UNAUTHORIZED]}, credential=GARBAGE
            ),
        ],
    )
    def test_is_no_other_answer(self, exchange: Exchange) -> None:
        assert not auth.is_undecided(exchange, judging.CONTRACT)


class TestUnauthorized:
    """Of a contract that does not list the code among those that refuse a credential."""

    CONTRACT = attrs.evolve(judging.CONTRACT, refusal_codes=frozenset({"KT-CT-1143"}))

    def test_names_no_credential(self) -> None:
        assert auth.is_undecided(failed(UNAUTHORIZED, credential=GARBAGE), self.CONTRACT)

    def test_does_not_ask_for_one(self) -> None:
        assert not auth.not_asked_for.judge(tea("KT-CT-1111"), self.CONTRACT).violations
        assert auth.not_asked_for.judge(tea("KT-CT-1143"), self.CONTRACT).violations


class TestIsAdmitted:
    @pytest.mark.parametrize(
        ("exchange", "expected"),
        [
            (success(Credential.VALID), True),
            (failed(NOT_FOUND), True),
            (failed(UNAUTHORIZED), False),
            (failed(NOT_FOUND, UNAUTHORIZED), False),
            (failed(OLD), False),
            (exchanges.exchange({"data": {"boilKettle": None}}), False),
            (no_json(Credential.VALID), False),
        ],
    )
    def test_is_who_got_an_answer_of_the_mutation_itself(self, exchange: Exchange, expected: bool) -> None:
        assert auth.is_admitted(exchange, judging.CONTRACT) is expected

    def test_is_nobody_whose_request_failed_for_a_reason_of_its_own(self) -> None:
        crash = DocumentedError("KT-CT-7899", "An internal error occurred.", "APPLICATION")
        exchange = failed(exchanges.error(crash.code, crash.message, "APPLICATION"))

        assert not auth.is_admitted(exchange, guarded(ambient=(crash,)))


class TestHeaderWasProvided:
    def test_says_nothing_where_a_run_has_no_credential_to_send(self) -> None:
        exchange = failed(NO_HEADER)
        without = attrs.evolve(exchange, request=Request(exchange.request.url, {}, exchange.request.body))

        assert judging.opportunities(Judged("auth.header-was-provided", without)) == 0


class TestApplies:
    @pytest.mark.parametrize(
        ("rule", "mutation", "expected"),
        [
            *((rule, "boilKettle", True) for rule in (*REFUSED, *CODES)),
            *((rule, "drainKettle", False) for rule in (*REFUSED, *CODES)),
            ("auth.not-asked-for", "brewTea", True),
            ("auth.not-asked-for", "boilKettle", False),
            ("auth.not-asked-for", "drainKettle", False),
            ("auth.foreign-object-refused", "boilKettle", True),
            ("auth.foreign-object-refused", "drainKettle", False),
            ("auth.foreign-like-unknown", "boilKettle", True),
            ("auth.foreign-like-unknown", "drainKettle", False),
        ],
    )
    def test_tells_whether_the_contract_has_such_a_place(
        self, rule: str, mutation: str, expected: bool
    ) -> None:
        assert judging.applies(rule, mutation) is expected
