"""What mutations do to the things that a sandbox remembers: make, use and end them.

Keyed by names of mutations and fields; a contract without them has none of it.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs


class Effect(enum.Enum):
    """What a call does to a thing."""

    MAKE = "makes it"
    USE = "uses or changes it, where it is there"
    END = "ends it"


class Lapse(enum.Enum):
    """A way in which the memory of a sandbox can be wrong about a mutation."""

    FORGETS = "what it makes is not there"
    KEEPS = "what it ends is still there"
    DOES_WHAT_IT_REFUSES = "a refused call has its effect"
    DOUBLES = "it makes again what is there"
    BLOCKS = "what it ended cannot be made again"
    ENDS_ALL = "it ends all of a kind"
    SERVES_STRANGERS = "it takes calls about the things of others"
    SHOWS_FORMER = "its answer shows what was before"
    ANY_STEP = "it takes steps in any order"
    LOSES_STEP = "it takes a step and does not count it"
    BOTH_AT_ONCE = "it takes the same step twice at the same time"
    KEEPS_TOKENS = "the tokens that it revokes stay valid"
    KEEPS_REFRESHING = "the tokens that it revokes can be refreshed"
    REVERSES = "it runs the root fields of an operation from the last to the first"


@attrs.frozen(kw_only=True)
class Act:
    """What a mutation does to a thing of a kind.

    `names` are the inputs that tell which one, or none where the sandbox gives the name, at the path `gives`
    in the result. `missing`, `ended` and `exists` are the codes of refusals, without one there is none;
    `refused` is one for what is there. Personal things belong to who is logged in; all others are remembered
    for the sandbox's own accounts. `value` is the input that is kept; `result` is what is known of the
    answer, and `repeats` the path in it at which the name stands again.
    """

    kind: str
    effect: Effect
    names: tuple[str, ...] = ()
    gives: str = ""
    missing: str = ""
    ended: str = ""
    exists: str = ""
    stranger: str = ""
    is_personal: bool = False
    value: str = ""
    refused: str = ""
    repeats: str = ""
    result: Mapping[str, Any] = attrs.field(factory=dict)


_INSTRUCTION = Act(
    kind="payment instruction", effect=Effect.MAKE, gives="paymentInstruction.id", stranger="KT-CT-3923"
)
_PERMITTED = ("sourceLedgerNumber", "targetLedgerNumber")

#: Things that end by themselves before long, and of which no list is kept.
FLEETING = frozenset({"quote", "goods quote"})

#: Kinds of which each of the sandbox's own accounts has one, and kinds whose names are any texts.
PREPARED, NAMED_FREELY = frozenset({"reference"}), frozenset({"push binding"})

ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "acceptGoodsQuote": Act(
            kind="goods quote",
            effect=Effect.USE,
            names=("quoteId",),
            missing="KT-CT-8201",
            stranger="KT-CT-8223",
        ),
        "cancelRepaymentRequest": Act(
            kind="repayment request",
            effect=Effect.END,
            names=("requestId",),
            missing="KT-CT-3930",
            ended="KT-CT-3931",
            stranger="KT-CT-4231",
        ),
        "createAccountReference": Act(
            kind="reference",
            effect=Effect.MAKE,
            names=("accountNumber", "namespace"),
            exists="KT-CT-8311",
            value="value",
        ),
        "createContributionAgreement": Act(
            kind="contribution agreement", effect=Effect.MAKE, gives="contributionAgreement.id"
        ),
        "createCreditTransferPermission": Act(
            kind="credit transfer permission",
            effect=Effect.MAKE,
            names=_PERMITTED,
            exists="KT-CT-3829",
            stranger="KT-CT-3822",
        ),
        "createDirectDebitInstruction": attrs.evolve(_INSTRUCTION, gives="directDebitInstruction.id"),
        "createGoodsQuote": Act(kind="goods quote", effect=Effect.MAKE, gives="goodsQuote.id"),
        "createMfaDevice": Act(
            kind="MFA device",
            effect=Effect.MAKE,
            names=("mfaMethod",),
            exists="KT-CT-1153",
            is_personal=True,
        ),
        "createQuote": Act(kind="quote", effect=Effect.MAKE, gives="quote.code"),
        "deleteMfaDevice": Act(
            kind="MFA device",
            effect=Effect.END,
            names=("mfaMethod",),
            missing="KT-CT-1150",
            is_personal=True,
            result={"deviceDeleted": True},
        ),
        "deletePushNotificationBinding": Act(
            kind="push binding",
            effect=Effect.END,
            names=("token",),
            missing="KT-CT-5411",
            is_personal=True,
            result={"status": "SUCCESSFUL"},
        ),
        "endContributionAgreement": Act(
            kind="contribution agreement",
            effect=Effect.END,
            names=("contributionAgreementId",),
            missing="KT-CT-9603",
            ended="KT-CT-9604",
            repeats="contributionAgreement.id",
            stranger="KT-CT-4123",
        ),
        "invalidatePaymentInstruction": Act(
            kind="payment instruction", effect=Effect.END, names=("id",), missing="KT-CT-3926"
        ),
        "refreshQuote": Act(kind="quote", effect=Effect.USE, names=("code",), missing="KT-GB-4612"),
        "registerPushNotificationBinding": Act(
            kind="push binding", effect=Effect.MAKE, names=("token",), is_personal=True
        ),
        "resumeControl": Act(
            kind="suspension",
            effect=Effect.END,
            names=("accountNumber",),
            result={"krakenflexDevice": {"suspended": False}},
        ),
        "scheduleQuoteFollowUp": Act(
            kind="quote",
            effect=Effect.USE,
            names=("quoteCode",),
            missing="KT-CT-4619",
            result={"success": True},
        ),
        "setUpDirectDebitInstruction": _INSTRUCTION,
        "storePaymentInstruction": _INSTRUCTION,
        "submitRepaymentRequest": Act(
            kind="repayment request", effect=Effect.MAKE, gives="repaymentRequest.requestId"
        ),
        "suspendControl": Act(
            kind="suspension",
            effect=Effect.MAKE,
            names=("accountNumber",),
            result={"krakenflexDevice": {"suspended": True}},
        ),
        "terminateCreditTransferPermission": Act(
            kind="credit transfer permission",
            effect=Effect.END,
            names=_PERMITTED,
            missing="KT-CT-3825",
            stranger="KT-CT-3822",
        ),
        "updateAccountReference": Act(
            kind="reference",
            effect=Effect.USE,
            names=("accountNumber", "namespace"),
            missing="KT-CT-8310",
            value="value",
        ),
        "validateMfaDevice": Act(
            kind="MFA device",
            effect=Effect.USE,
            names=("mfaMethod",),
            missing="KT-CT-1150",
            # The right code went to a device that nobody has.
            refused="KT-CT-1152",
            is_personal=True,
        ),
    }
)

#: What revokes tokens, and what issues them.
REVOKES, ISSUES = "forceReauthentication", "obtainKrakenToken"
#: The input that makes a mutation a step of a wizard.
STEP = "stepId"
#: The step after which there is none.
LAST_STEP = "startTestChargeForSmartFlexOnboarding"
