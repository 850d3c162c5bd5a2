"""Who is to blame, in the type: anything that is neither of these nor a violation is our own bug."""


class ConfigError(Exception):
    """The user's command line, environment or configuration is wrong; the message says how to mend it."""


class TargetError(Exception):
    """The target could not be asked: nothing can be said about whether it conforms."""


class ViolationError(Exception):
    """A MUST is broken and Hypothesis is to shrink what shows it; otherwise findings are only collected."""
