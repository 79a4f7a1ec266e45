"""Whether the configured language model can answer: what its server lists, then one completion of a token."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import httpx2

from app.adapters.chat_limits import ReplyTooLarge, limited_client
from app.adapters.chat_options import OPENAI_URL, ChatOptions
from app.errors import ConfigurationError, ContextTooLong, UpstreamFailed
from app.finding import Finding
from app.ports import ChatMessage, ChatRequest
from app.settings import Settings

LIST_SECONDS = 5.0
COMPLETION_SECONDS = 10.0
MAX_LIST_BYTES = 4_000_000
# Reasoning models refuse a reply that they can't even begin; they are those with the other field.
REASONING_TOKENS = 256
MOST_NAMES = 5
SCHEMA = {
    "type": "object",
    "properties": {"ok": {"type": "boolean"}},
    "required": ["ok"],
    "additionalProperties": False,
}
HELLO = ChatMessage("user", 'Reply with the JSON object {"ok": true} and nothing else.')
OTHERWISE = "until then answers and summaries get a 5xx, but for those with `engine: extractive`"


@dataclass(frozen=True, slots=True)
class Listing:
    """What `GET {base}/models` gave: a status, and the models by name where it is a list of them."""

    status: int
    models: Mapping[str, Mapping[str, Any]]

    def context_of(self, name: str) -> int | None:
        """Tokens of the model's context as vLLM (`max_model_len`) or llama.cpp (`meta.n_ctx`) tells them."""
        only = next(iter(self.models.values())) if len(self.models) == 1 else {}
        entry = self.models.get(name, only)
        meta = entry.get("meta")
        found = entry.get("max_model_len") or (meta.get("n_ctx") if isinstance(meta, dict) else None)
        return found if isinstance(found, int) and found > 0 else None


async def check_model(settings: Settings) -> Finding:
    """The finding on the model that the settings name."""
    model, key, url = settings.llm_model, settings.openai_api_key, settings.openai_base_url
    if model is None and (url is None or settings.embedding == "openai"):  # the address may be for that alone
        return Finding("model", True, "none is named; the extractive engine answers, and needs none")
    if model is None:
        return _wrong(f"none is named for {url}", "set FOOTNOTE_LLM_MODEL to one that it has")
    if key is None and url is None:
        remedy = (
            "set OPENAI_API_KEY, or OPENAI_BASE_URL for a server that needs none; or unset FOOTNOTE_LLM_MODEL"
        )
        return _wrong(f"{model} is named, with no key and no server", remedy)
    secret = key.get_secret_value() if key else None
    return await _check_server(settings, url or OPENAI_URL, model, secret)


async def _check_server(settings: Settings, url: str, model: str, key: str | None) -> Finding:
    try:
        listing = await _list(url, key)
    except (httpx2.TransportError, httpx2.InvalidURL, UnicodeEncodeError, TimeoutError) as error:
        remedy = f"start that server, or correct OPENAI_BASE_URL; {OTHERWISE}"
        return _wrong(f"{url} doesn't answer: {type(error).__name__}", remedy)
    if listing.status in (401, 403):
        return _wrong(f"{url} refuses the key", "correct OPENAI_API_KEY")
    return (
        _short_context(settings, listing, url, model)
        or await _complete(settings, listing, url, model, key)
        or _answers(listing, url, model)
    )


async def _list(url: str, key: str | None) -> Listing:
    """What the server lists; the client is the one that calls go through."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    client = limited_client(max_reply_bytes=MAX_LIST_BYTES, max_line_bytes=MAX_LIST_BYTES, max_connections=1)
    async with asyncio.timeout(LIST_SECONDS), client:
        address = f"{url.rstrip('/')}/models"
        async with client.stream("GET", address, headers=headers, timeout=LIST_SECONDS) as response:
            if not response.is_success:
                return Listing(response.status_code, {})
            try:
                return Listing(response.status_code, _models(json.loads(await response.aread())))
            except (ValueError, RecursionError, ReplyTooLarge):  # not every server lists its models
                return Listing(response.status_code, {})


def _models(body: object) -> dict[str, dict[str, Any]]:
    entries = body.get("data") if isinstance(body, dict) else None
    return {
        entry["id"]: entry
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, dict) and isinstance(entry.get("id"), str)
    }


def _short_context(settings: Settings, listing: Listing, url: str, model: str) -> Finding | None:
    context = listing.context_of(model)
    wanted = settings.llm_prompt_tokens + settings.llm_reply_tokens
    if context is None or context >= wanted:
        return None
    detail = (
        f"{model} at {url} has a context of {context} tokens, and FOOTNOTE_LLM_PROMPT_TOKENS + "
        f"FOOTNOTE_LLM_REPLY_TOKENS are {wanted}"
    )
    return _wrong(
        detail, "raise the server's (llama.cpp: -c, vLLM: --max-model-len), or lower these settings"
    )


async def _complete(
    settings: Settings, listing: Listing, url: str, model: str, key: str | None
) -> Finding | None:
    """What is wrong with one small completion, asked for as the service asks; None when it came."""
    field = settings.llm_max_tokens_field
    tokens = 1 if field == "max_tokens" else min(REASONING_TOKENS, settings.llm_reply_tokens)
    request = ChatRequest((HELLO,), tokens, SCHEMA, {})
    try:
        from app.adapters.chat import OpenAiChat  # loads for half a second: not for every command

        options = ChatOptions(model=model, api_key=key, base_url=url, max_tokens_field=field, retries=0)
        chat = OpenAiChat(options)
        try:
            call = chat.call(request, deadline=asyncio.get_running_loop().time() + COMPLETION_SECONDS)
            async with asyncio.timeout(COMPLETION_SECONDS + 1), aclosing(call.events()) as events:
                async for _ in events:
                    pass
        finally:
            await chat.close()
    except ConfigurationError as error:
        return _wrong(str(error), "correct that setting")
    except TimeoutError:
        return _wrong(f"{url} doesn't complete a word in time", f"look at its log; {OTHERWISE}")
    except (UpstreamFailed, ContextTooLong) as error:
        return _failed(error, listing, url, model)
    return None


def _failed(error: UpstreamFailed | ContextTooLong, listing: Listing, url: str, model: str) -> Finding:
    detail = f"{model} at {url} doesn't answer; {error.code}: {error.detail}"
    if listing.status == 404:
        return _wrong(
            f"{detail}; nor is there {url.rstrip('/')}/models",
            "correct the path of OPENAI_BASE_URL; at most servers it ends in /v1",
        )
    if error.code == "upstream_timeout":
        return _wrong(detail, f"it may be loading the model: try again, or look at its log; {OTHERWISE}")
    if listing.models and model not in listing.models:
        return _wrong(detail, f"set FOOTNOTE_LLM_MODEL to one that it has: {_names(listing)}")
    return _wrong(detail, f"correct that; {OTHERWISE}")


def _answers(listing: Listing, url: str, model: str) -> Finding:
    detail = f"{model} at {url}, which answers"
    if not listing.models or model in listing.models:
        return Finding("model", True, detail)
    remedy = "name one of these in FOOTNOTE_LLM_MODEL if it is another that should answer"
    return Finding("model", True, f"{detail}; it doesn't list that name but {_names(listing)}", remedy)


def _names(listing: Listing) -> str:
    names = sorted(listing.models)
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more


def _wrong(detail: str, remedy: str) -> Finding:
    return Finding("model", False, detail, remedy)
