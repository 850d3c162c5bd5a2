"""Which documented error a cause raises, where the words of its message do not tell it.

By code: the reasons that raise it, and the inputs that have to be to blame. A contract without a code has
none of it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from types import MappingProxyType

import attrs

INVALID, UNKNOWN, FOREIGN_OBJECT = "invalid-value", "unknown-identifier", "foreign-object"
FOREIGN_ACCOUNT, UNKNOWN_ACCOUNT = "not-the-owner", "unknown-account"
BUSY, CLOSED, WRONG_STEP, DONE_STEP = "busy-wizard", "closed-wizard", "wrong-step", "done-step"
NOTHING_GIVEN, NOT_ENROLLED, SELF, REPEATED = "nothing-given", "not-enrolled", "self", "repeated"


@attrs.frozen
class Cause:
    """Reasons, and the names of the inputs that are to blame."""

    reasons: tuple[str, ...]
    fields: str = ".*"

    def is_about(self, reason: str, path: tuple[str, ...]) -> bool:
        """Whether a reason with that input to blame raises it."""
        return reason in self.reasons and (not path or _matches(self.fields, path[-1]))


@functools.cache
def _matches(pattern: str, name: str) -> bool:
    return re.fullmatch(pattern, name) is not None


def _invalid(fields: str) -> Cause:
    return Cause((INVALID,), fields)


def _unknown(fields: str) -> Cause:
    return Cause((UNKNOWN,), fields)


def _foreign(fields: str) -> Cause:
    return Cause((FOREIGN_OBJECT,), fields)


#: What accounts can take part in.
CAMPAIGNS = ("Octoplus", "SavingSessions")

_ACCOUNT = Cause((FOREIGN_ACCOUNT, UNKNOWN_ACCOUNT), "accountNumber")

CAUSES: Mapping[str, Cause] = MappingProxyType(
    {
        "KT-CT-1129": _unknown("token"),
        "KT-CT-1134": _invalid("email"),
        "KT-CT-1135": _invalid("refreshToken"),
        "KT-CT-1145": _unknown("fullName"),
        "KT-CT-1507": _invalid("switchDate"),
        "KT-CT-3822": _foreign("(source)?[lL]edger(Id|Number)"),
        "KT-CT-3824": _foreign("billingDocumentId"),
        "KT-CT-3827": _unknown("(source|target)LedgerNumber"),
        "KT-CT-3926": _unknown("id"),
        "KT-CT-3932": _invalid("description"),
        "KT-CT-3940": _invalid("accountHolder"),
        "KT-CT-3941": _invalid("paymentAmount|amount"),
        "KT-CT-3943": _unknown("ledgerId"),
        "KT-CT-3958": Cause((NOTHING_GIVEN,), "ledgerId|ledgerNumber"),
        "KT-CT-3960": _invalid("paymentDay"),
        "KT-CT-3962": Cause((NOTHING_GIVEN,), "paymentAmount|paymentDay"),
        "KT-CT-4122": _invalid("email|billingEmail"),
        "KT-CT-4123": Cause(
            (FOREIGN_OBJECT, FOREIGN_ACCOUNT, UNKNOWN_ACCOUNT), "contributionAgreementId|accountNumber"
        ),
        "KT-CT-4125": _unknown("userId"),
        "KT-CT-4145": _invalid("postalCode|postcode|streetAddress|addressLine1"),
        "KT-CT-4185": _unknown("cosLossProcessId"),
        "KT-CT-4231": _foreign("requestId"),
        "KT-CT-4301": _ACCOUNT,
        "KT-CT-4313": _ACCOUNT,
        "KT-CT-4321": _invalid(".*"),
        "KT-CT-4329": _invalid("temperature"),
        "KT-CT-4332": _invalid("nonce"),
        "KT-CT-4333": _invalid("endAt"),
        "KT-CT-4334": _invalid("days"),
        "KT-CT-4371": Cause((UNKNOWN, CLOSED), "wizardId"),
        "KT-CT-4375": _invalid("selectedOption|continuationUri"),
        "KT-CT-4377": Cause((UNKNOWN, WRONG_STEP), "stepId"),
        "KT-CT-4619": _unknown("quoteCode|quotedProductId"),
        "KT-CT-4632": _invalid("email"),
        "KT-CT-5413": _invalid("email"),
        "KT-CT-5414": _invalid("mobile"),
        "KT-CT-6711": Cause((SELF,), "reference"),
        "KT-CT-6712": _unknown("reference"),
        "KT-CT-6724": _unknown("code"),
        "KT-CT-8002": _unknown("eventId"),
        "KT-CT-8007": _invalid("name|value"),
        "KT-CT-8202": _invalid("currency"),
        "KT-CT-8206": _invalid("productCode"),
        "KT-CT-8224": _invalid("clientParams"),
        "KT-CT-8310": _invalid("namespace"),
        "KT-CT-8311": _invalid("value"),
        "KT-CT-8413": _invalid("key"),
        "KT-CT-8710": _invalid("s3Key"),
        "KT-CT-9014": Cause((REPEATED,), "consents"),
        "KT-CT-9017": _unknown("code|consentTypeCode"),
        "KT-CT-9601": _invalid("schemeCode"),
        "KT-GB-4012": _unknown("consumerDeviceId"),
        "KT-GB-4033": _unknown("deviceId"),
        "KT-GB-4113": Cause((NOTHING_GIVEN,), "electricityAgreements|gasAgreements"),
        "KT-GB-4116": _invalid("mpxn"),
        "KT-GB-4125": _invalid("quotedProductId"),
        "KT-GB-4126": _invalid("productCode|quotedProductId"),
        "KT-GB-4614": _invalid("at"),
        "KT-GB-4617": _unknown("quotedProductId|productCode|newProductCode"),
        "KT-GB-4624": _invalid("renewalAt"),
        "KT-GB-5111": _unknown("mpan"),
        "KT-GB-5114": _unknown("eventCode"),
        "KT-GB-5116": Cause((NOT_ENROLLED,), "accountNumber"),
        "KT-GB-6812": _invalid("fitId"),
        "KT-GB-6813": _invalid("scheduleId"),
        "KT-GB-9316": Cause((NOT_ENROLLED,), "accountNumber"),
        "KT-GB-9326": _unknown("spawnId"),
    }
)
