"""One reply of a language model, as its user sees it: it may take several attempts, within one deadline."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field

from openai import omit
from openai.resources.chat.completions import AsyncCompletions

from app.adapters.chat_attempt import Attempt
from app.adapters.chat_faults import LASTING, AttemptFailed, Fault
from app.adapters.chat_form import Form, messages_in_form, request_body
from app.adapters.chat_guard import Guard
from app.adapters.chat_options import ChatOptions, Record
from app.adapters.chat_retries import wait_before_retry
from app.adapters.tokens import TokenCounter
from app.errors import ContextTooLong, UpstreamFailed
from app.models import Usage
from app.ports import ChatDelta, ChatEvent, ChatFinished, ChatRequest, ChatRestarted

log = logging.getLogger(__name__)

# Vocabularies differ by a tenth or two for the same text; less than this was not read whole.
_CUT_SHARE = 0.75
# A few hundred tokens of a short prompt may be the server's own template, or lack it.
_LEAST_CUT_TOKENS = 500
_TOKENS_PER_MESSAGE = 4


@dataclass(slots=True)
class Server:
    """What all calls to one server and model share, and what they learn of it."""

    options: ChatOptions
    completions: AsyncCompletions
    guard: Guard
    record: Record
    counter: TokenCounter = field(default_factory=TokenCounter)
    form: Form = field(default_factory=Form)  # the strictest that it was seen to take
    trouble: str | None = None

    def worked(self, form: Form) -> None:
        """A call in this form came to its end."""
        self.form, self.trouble = form, None

    def failed(self, error: UpstreamFailed | ContextTooLong) -> None:
        """A call failed for good."""
        if isinstance(error, LASTING):
            self.trouble = error.code


class OpenAiCall:
    """One call; closing its events, or cancelling who reads them, hangs up at once."""

    def __init__(self, server: Server, request: ChatRequest, deadline: float) -> None:
        self._server = server
        self._request = request
        self._deadline = deadline
        self._form = server.form
        self._retries = 0
        self._is_committed = False
        self._cause = ""
        self._attempt: Attempt | None = None
        self._prompt_estimate = 0
        self._past = Usage()  # of attempts before the running one

    @property
    def usage(self) -> Usage:
        """Tokens spent so far, those of abandoned attempts too."""
        return self._past + self._attempt_usage()

    def commit(self) -> None:
        """From here on something of this reply was shown: a failure is raised, never retried."""
        self._is_committed = True

    async def events(self) -> AsyncGenerator[ChatEvent]:
        """The reply as it comes; ends with ChatFinished or raises UpstreamFailed or ContextTooLong."""
        outcome, started = "cancelled", _now()
        try:
            async with self._server.guard.call(self._deadline), aclosing(self._attempts()) as events:
                async for event in events:
                    if isinstance(event, ChatFinished):
                        outcome = event.finish
                    yield event
        except (UpstreamFailed, ContextTooLong) as error:
            outcome = error.code
            self._server.failed(error)
            cause = f" ({self._cause})" if self._cause else ""
            log.warning(
                "a call to the model failed after %d retries: %s%s", self._retries, error.detail, cause
            )
            raise
        finally:
            self._server.record(outcome, _now() - started, self.usage)

    async def _attempts(self) -> AsyncGenerator[ChatEvent]:
        while True:
            attempt = await self._begin()
            fault = None
            try:
                async with aclosing(attempt.pieces()) as pieces:
                    async for piece in pieces:
                        yield ChatDelta(piece)
            except AttemptFailed as failed:
                fault = failed.fault
            if fault is None or fault.is_refusal:
                yield self._finished(attempt)
                return
            wait = self._wait_before_next(fault)
            if attempt.text:
                yield ChatRestarted()
            await asyncio.sleep(wait)

    async def _begin(self) -> Attempt:
        """The next attempt; what the one before used is kept."""
        self._past, self._attempt = self.usage, None
        messages = messages_in_form(self._request, self._form.rung)
        text = "\n".join(message.content for message in messages)
        # In a thread: the vocabulary takes half a second to load, a long prompt some milliseconds.
        tokens = await asyncio.to_thread(self._server.counter.count, text)
        self._prompt_estimate = tokens + _TOKENS_PER_MESSAGE * len(messages)
        options = self._server.options
        body = request_body(
            self._request, self._form, model=options.model, max_tokens_field=options.max_tokens_field
        )
        if not options.api_key:  # the library refuses to send no key unless told so with each request
            body["extra_headers"] = {"Authorization": omit}
        self._attempt = Attempt(
            self._server.completions, body, deadline=self._deadline, idle_seconds=options.idle_seconds
        )
        return self._attempt

    def _wait_before_next(self, fault: Fault) -> float:
        """Seconds to wait before the next attempt. Raises the fault's error when there won't be one."""
        self._cause = fault.cause
        if self._is_committed:
            raise fault.error
        weaker = self._form.weaker(fault.names) if fault.may_reform else None
        if weaker is not None:
            self._form = weaker
            return 0.0
        wait = wait_before_retry(
            fault,
            retries=self._retries,
            most_retries=self._server.options.retries,
            backoff_seconds=self._server.options.backoff_seconds,
            deadline=self._deadline,
        )
        self._retries += 1
        return wait

    def _finished(self, attempt: Attempt) -> ChatFinished:
        self._server.worked(self._form)
        reported = attempt.reported
        is_cut = (
            reported is not None
            and self._prompt_estimate >= _LEAST_CUT_TOKENS
            and reported.prompt_tokens < _CUT_SHARE * self._prompt_estimate
        )
        return ChatFinished(attempt.finish or "refused", self.usage, self._form.rung, is_cut)

    def _attempt_usage(self) -> Usage:
        attempt = self._attempt
        if attempt is None:
            return Usage()
        if attempt.reported is not None:
            return Usage(attempt.reported.prompt_tokens, attempt.reported.completion_tokens)
        if not attempt.may_have_cost:
            return Usage()
        return Usage(self._prompt_estimate, self._server.counter.count(attempt.text), estimated=True)


def _now() -> float:
    return asyncio.get_running_loop().time()
