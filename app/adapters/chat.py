"""Asks a language model behind an OpenAI-compatible server: one deadline, own retries, no leaks.

`chat_call` is a reply, `chat_attempt` one request for it, `chat_guard` and `chat_limits` what both may take.
"""

import httpx2
from openai import AsyncOpenAI

from app.adapters.chat_call import OpenAiCall, Server
from app.adapters.chat_guard import Guard
from app.adapters.chat_limits import checked_key, limited_client, quiet_libraries
from app.adapters.chat_options import ChatOptions, Record
from app.errors import ConfigurationError
from app.models import Usage
from app.ports import ChatRequest


def _ignore(_outcome: str, _seconds: float, _usage: Usage) -> None:
    pass


class OpenAiChat:
    """A model of an OpenAI-compatible server. Raises ConfigurationError for an impossible address or key."""

    def __init__(self, options: ChatOptions, *, record: Record = _ignore) -> None:
        quiet_libraries()
        guard = Guard(
            in_flight=options.in_flight,
            queue=options.queue,
            failures=options.breaker_failures,
            open_seconds=options.breaker_seconds,
        )
        self.options = options
        self._client = _client(options)
        self._server = Server(options, self._client.chat.completions, guard, record)

    @property
    def model(self) -> str:
        """The model's name."""
        return self.options.model

    @property
    def trouble(self) -> str | None:
        """The code of the last error that won't mend by itself, until a call works again."""
        return self._server.trouble

    def call(self, request: ChatRequest, *, deadline: float) -> OpenAiCall:
        """A call that ends by `deadline`, in seconds of the event loop's clock. Nothing is sent yet."""
        return OpenAiCall(self._server, request, deadline)

    async def close(self) -> None:
        """Closes its connections."""
        await self._client.close()


def _client(options: ChatOptions) -> AsyncOpenAI:
    key = checked_key(options.api_key)
    try:
        return AsyncOpenAI(
            api_key=key,
            base_url=options.base_url,
            max_retries=0,
            http_client=limited_client(
                max_reply_bytes=options.max_reply_bytes, max_connections=options.in_flight
            ),
            _enforce_credentials=False,  # a server of one's own may need no key
        )
    except httpx2.InvalidURL:
        raise ConfigurationError(f"OPENAI_BASE_URL is not an address: {options.base_url}") from None
