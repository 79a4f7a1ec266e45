"""What keeps a benchmark from measuring."""


class NotMeasured(Exception):
    """It could not be measured; the message says why. A missed target is no error."""
