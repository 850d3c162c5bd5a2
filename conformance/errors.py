"""Who is to blame, in the type: anything that is neither of these nor a violation is our own bug."""

import unittest


class ConfigError(Exception):
    """The user's command line, environment or configuration is wrong; the message says how to mend it."""


class TargetError(Exception):
    """The target could not be asked: nothing can be said about whether it conforms."""


class ViolationError(Exception):
    """A MUST is broken and Hypothesis is to shrink what shows it; otherwise findings are only collected."""


class TargetLostError(TargetError):
    """The target will answer nothing more in this run, or is not to be asked: the run stops."""


class UnknownOutcomeError(TargetError):
    """A mutation was sent and not answered: whether it was executed is unknown, and it is not repeated."""


class NotSentError(Exception):
    """A dry run sends nothing: whatever needs an answer ends here."""


class BudgetSpentError(Exception):
    """No request is left for a test item, or for the run: what it asked so far counts."""


class ItemEndedError(unittest.SkipTest):
    """A test item cannot go on, for the reason in `error`; `calling` raises that instead.

    Hypothesis calls a test that failed once more, and what failed could be a mutation that may have run.
    What skips a test is passed on at once.
    """

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error
