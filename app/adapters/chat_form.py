"""What is sent to a model's server, in the strictest form that it takes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.ports import ChatMessage, ChatRequest, Rung

# Asked for, and done without where a server refuses them.
OPTIONAL_FIELDS = ("stream_options", "temperature")
_NEXT = {Rung.JSON_SCHEMA: Rung.JSON_OBJECT, Rung.JSON_OBJECT: Rung.PLAIN}


@dataclass(frozen=True, slots=True)
class Form:
    """A rung of the ladder, and the optional fields that are left out."""

    rung: Rung = Rung.JSON_SCHEMA
    without: frozenset[str] = frozenset()

    def weaker(self, named: frozenset[str]) -> "Form | None":
        """What to try after a refusal that names these fields; None when there is nothing left.

        The response format goes first: what names it and others has echoed the whole request.
        """
        lower = _NEXT.get(self.rung)
        refused = [field for field in OPTIONAL_FIELDS if field in named and field not in self.without]
        if refused and (lower is None or "response_format" not in named):
            return replace(self, without=self.without | {refused[0]})
        return replace(self, rung=lower) if lower else None


def request_body(request: ChatRequest, form: Form, *, model: str, max_tokens_field: str) -> dict[str, Any]:
    """The arguments of a streamed chat completion."""
    body: dict[str, Any] = {
        "model": model,
        "messages": [
            {"role": message.role, "content": message.content}
            for message in messages_in_form(request, form.rung)
        ],
        max_tokens_field: request.max_tokens,
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0,
    }
    for field in form.without:
        del body[field]
    if form.rung is not Rung.PLAIN:
        body["response_format"] = _response_format(request.schema, form.rung)
    return body


def messages_in_form(request: ChatRequest, rung: Rung) -> tuple[ChatMessage, ...]:
    """The messages, with the words on the form at the end of the system message."""
    words = request.form.get(rung, "")
    if not words:
        return request.messages
    first, rest = request.messages[0], request.messages[1:]
    if first.role != "system":
        return (ChatMessage("system", words), *request.messages)
    return (ChatMessage("system", f"{first.content}\n\n{words}"), *rest)


def _response_format(schema: Mapping[str, object], rung: Rung) -> dict[str, object]:
    if rung is Rung.JSON_OBJECT:
        return {"type": "json_object"}
    return {
        "type": "json_schema",
        "json_schema": {"name": "reply", "strict": True, "schema": dict(schema)},
    }
