"""What a service says on standard error."""

import logging

from app.console import log_to_stderr


def test_answers_are_not_logged_at_debug_either() -> None:
    log_to_stderr("debug")
    assert not logging.getLogger("sse_starlette.sse").isEnabledFor(logging.DEBUG)
