"""What keeps the evals from a verdict; each ends the command with a code of its own."""


class EvalsError(Exception):
    """The message says what to do."""


class BadUsage(EvalsError):
    """What was asked can't be done: an option, a case or a file is wrong. Exit code 2."""


class NotMeasured(EvalsError):
    """It could not be measured, which is never a pass. Exit code 3."""
