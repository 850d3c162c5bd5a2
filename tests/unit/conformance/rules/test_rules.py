"""All rules together: what they are called, and that nothing is beyond them."""

import pytest

from conformance import rules
from conformance.model import Credential, Exchange, Level
from tests.support import exchanges
from tests.unit.conformance.rules import judging

FROZEN = {
    "transport.media-type": Level.MUST,
    "transport.json-object": Level.MUST,
    "transport.no-server-error": Level.MUST,
    "transport.no-html": Level.MUST,
    "transport.status": Level.MUST,
    "transport.get-refused": Level.MUST,
    "transport.unique-keys": Level.SHOULD,
    "transport.encoding": Level.MUST,
    "transport.time-budget": Level.SHOULD,
    "envelope.data-or-errors": Level.MUST,
    "envelope.known-keys": Level.MUST,
    "envelope.data-object": Level.MUST,
    "envelope.errors-list": Level.MUST,
    "envelope.error-message": Level.MUST,
    "envelope.error-locations": Level.MUST,
    "envelope.error-path": Level.MUST,
    "envelope.request-error-without-data": Level.MUST,
    "envelope.extensions-object": Level.MUST,
    "shape.selected-keys": Level.MUST,
    "shape.nothing-unasked": Level.MUST,
    "shape.non-null": Level.MUST,
    "shape.list": Level.MUST,
    "shape.composite": Level.MUST,
    "shape.typename": Level.MUST,
    "shape.null-propagation": Level.MUST,
    "scalars.int": Level.MUST,
    "scalars.float": Level.MUST,
    "scalars.string": Level.MUST,
    "scalars.boolean": Level.MUST,
    "scalars.id": Level.MUST,
    "scalars.date": Level.MUST,
    "scalars.time": Level.MUST,
    "scalars.date-time": Level.MUST,
    "scalars.decimal": Level.MUST,
    "scalars.big-int": Level.MUST,
    "scalars.uuid": Level.MUST,
    "scalars.json-string": Level.MUST,
    "scalars.enum": Level.MUST,
    "errors.has-code": Level.MUST,
    "errors.documented-code": Level.MUST,
    "errors.code-without-catalogue": Level.MUST,
    "errors.error-type": Level.MUST,
    "errors.message": Level.SHOULD,
    "errors.validation-errors": Level.MUST,
    "errors.refusal-reason": Level.MUST,
    "errors.possible-errors": Level.MUST,
    "inputs.valid-accepted": Level.MUST,
    "inputs.invalid-refused": Level.MUST,
    "inputs.edge-accepted": Level.MUST,
    "inputs.invalid-document-refused": Level.MUST,
    "inputs.refusal-names-place": Level.SHOULD,
    "limits.respected": Level.MUST,
    "auth.refused-without-credential": Level.MUST,
    "auth.refused-with-garbage": Level.MUST,
    "auth.refused-when-expired": Level.MUST,
    "auth.missing-header-code": Level.SHOULD,
    "auth.garbage-code": Level.SHOULD,
    "auth.expired-code": Level.SHOULD,
    "auth.header-was-provided": Level.MUST,
    "auth.not-asked-for": Level.SHOULD,
    "auth.foreign-object-refused": Level.MUST,
    "auth.foreign-like-unknown": Level.SHOULD,
    "leaks.stack-trace": Level.MUST,
    "leaks.file-path": Level.MUST,
    "leaks.sql": Level.MUST,
    "leaks.debug-page": Level.MUST,
    "leaks.credential": Level.MUST,
    "drift.operation-unbroken": Level.MUST,
    "drift.schema-unchanged": Level.SHOULD,
    "state.created-is-seen": Level.MUST,
    "state.ended-is-gone": Level.MUST,
    "state.refusal-changes-nothing": Level.MUST,
    "state.one-is-ended": Level.MUST,
    "state.retry-does-not-duplicate": Level.MUST,
    "state.steps-in-order": Level.MUST,
    "state.once-at-the-same-time": Level.MUST,
    "state.others-see-nothing": Level.MUST,
    "state.root-fields-in-order": Level.MUST,
    "state.answer-shows-change": Level.SHOULD,
}


class TestRegistry:
    def test_freezes_ids_and_levels(self) -> None:
        assert {rule.id: rule.level for rule in rules.ALL} == FROZEN

    def test_declares_no_id_twice(self) -> None:
        assert len({rule.id for rule in rules.ALL}) == len(rules.ALL)

    @pytest.mark.parametrize("rule", rules.ALL, ids=lambda rule: rule.id)
    def test_names_a_clause_with_a_link_a_sentence_and_a_tier_for_each(self, rule: rules.Rule) -> None:
        assert rule.clause.title
        assert rule.clause.url.startswith(("https://", "#"))
        assert rule.sentence.endswith(".")
        assert rule.tiers


class TestConformingAnswers:
    @pytest.mark.parametrize(
        "exchange",
        [
            exchanges.exchange({"data": {"boilKettle": exchanges.result()}}),
            exchanges.exchange({"data": {"boilKettle": None}}),
            exchanges.failed(judging.NOT_FOUND),
            exchanges.failed(judging.NO_HEADER, credential=Credential.NONE),
            exchanges.exchange({"data": None, "errors": [judging.NOT_FOUND]}),
            exchanges.exchange({"data": {"rekeyLid": "new"}}, mutation="rekeyLid"),
            exchanges.answer(
                judging.refused(), judging.coercion("Variable '$input_0': kettleId"), status=400
            ),
            exchanges.exchange(
                {"data": {"boilKettle": exchanges.result()}, "extensions": {"cost": 1}},
                media_type="application/graphql-response+json; charset=utf-8",
            ),
        ],
    )
    def test_break_no_rule(self, exchange: Exchange) -> None:
        assert judging.fired(exchange) == {}

    def test_are_opportunities_for_every_rule_that_a_success_can_break(self) -> None:
        exchange = exchanges.exchange({"data": {"boilKettle": exchanges.result()}})

        seen = {rule.id for rule in rules.ALL if rule.judge(exchange, judging.CONTRACT).opportunities}

        # The owner in this answer is no company, whose fields these are.
        elsewhere = {"scalars.big-int", "scalars.uuid", "scalars.json-string"}
        assert seen == {
            "envelope.data-or-errors",
            "envelope.known-keys",
            "envelope.data-object",
            "inputs.valid-accepted",
            *(id_ for id_ in FROZEN if id_.startswith(("shape.", "scalars.", "leaks.", "transport."))),
        } - elsewhere - {"shape.null-propagation", "transport.get-refused"}


class TestEmptyAnswers:
    @pytest.mark.parametrize("credential", Credential)
    def test_of_an_object_break_a_binding_rule_whatever_was_asked(self, credential: Credential) -> None:
        found = judging.fired(exchanges.exchange({}, credential=credential))

        assert "envelope.data-or-errors" in found
