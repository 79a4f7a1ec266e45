"""Reads the parts of a streamed reply; the client library builds them without checking anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from openai.types.chat import ChatCompletionChunk

from app.adapters.chat_faults import AttemptFailed, malformed

Finish = Literal["stop", "length", "refused"]
_FINISHES: Mapping[str, Finish] = {"stop": "stop", "length": "length", "content_filter": "refused"}

_MOST_TOKENS = 1_000_000_000  # of one call; what no call can use is no count


@dataclass(frozen=True, slots=True)
class Reported:
    """Tokens by the server's own count."""

    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True, slots=True)
class Part:
    """What one chunk says. A refusal's own words are the server's, and stay out."""

    has_choice: bool = False
    text: str = ""
    is_refusal: bool = False
    finish: Finish | None = None
    reported: Reported | None = None


def read_part(chunk: object) -> Part:
    """What a chunk says. Raises AttemptFailed for one that has not the protocol's shape."""
    if not isinstance(chunk, ChatCompletionChunk):
        raise AttemptFailed(malformed("a part of the reply is not an object"))
    reported = _reported(chunk)
    choices: object = chunk.choices
    if choices is None or choices == []:
        return Part(reported=reported)
    try:
        choice = chunk.choices[0]
        delta, reason = choice.delta, choice.finish_reason
        content: object = delta.content if delta is not None else None
        refusal: object = delta.refusal if delta is not None else None
    except (AttributeError, LookupError, TypeError):
        raise AttemptFailed(malformed("a part of the reply has not the protocol's shape")) from None
    return Part(True, _text(content), bool(refusal), _finish(reason), reported)


def _text(content: object) -> str:
    if content is None:
        return ""
    if not isinstance(content, str):
        raise AttemptFailed(malformed("a part of the reply has not the protocol's shape"))
    # JSON can spell half a character, which can't be encoded again.
    return content.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _finish(reason: object) -> Finish | None:
    if reason is None or reason == "":  # some send an empty one with every chunk
        return None
    if not isinstance(reason, str) or reason not in _FINISHES:
        raise AttemptFailed(malformed("the reply ended for a reason that doesn't fit what was asked"))
    return _FINISHES[reason]


def _reported(chunk: ChatCompletionChunk) -> Reported | None:
    counts = [getattr(chunk.usage, name, None) for name in ("prompt_tokens", "completion_tokens")]
    match counts:
        case [int(prompt), int(completion)] if 0 < prompt <= _MOST_TOKENS and 0 <= completion <= _MOST_TOKENS:
            return Reported(prompt, completion)
    return None
