"""A conversation to a question, and a reply to a completion: whole, or in chunks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.answer.pipeline import EngineChoice
from app.answer.reply import AddedClaim
from app.answer.requests import AnswerRequest
from app.api.bodies import answer_body
from app.api.schemas.completions import (
    Annotation,
    Completion,
    CompletionBody,
    CompletionChoice,
    CompletionMessage,
    CompletionUsage,
    Message,
    UrlCitation,
)
from app.api.schemas.fields import QUERY_CHARACTERS
from app.errors import FieldError, InvalidRequest, ModelNotFound
from app.models import Claim, Filters, Reason, Reply, Turn, Usage

ENGINES: Mapping[str, EngineChoice] = {
    "footnote": "auto",
    "footnote-extractive": "extractive",
    "footnote-llm": "llm",
}
# As much as `POST /v1/answers` takes; a client that sends a long conversation can't know that, so what is
# more is left out here: a model rewrites the question with the last turns that fit into its prompt.
HISTORY_TURNS = 50
TURN_CHARACTERS = 20_000
REFUSALS: Mapping[Reason, str] = {
    Reason.NO_ARTICLES: "there are no articles to answer from",
    Reason.NO_RELEVANT_PASSAGE: "no passage of the articles is about this",
    Reason.INSUFFICIENT_EVIDENCE: "the articles don't say enough to answer this",
    Reason.VERIFICATION_FAILED: "what was written could not be verified against the articles",
    Reason.REFUSED: "the language model refused",
}


@dataclass(frozen=True, slots=True)
class Head:
    """What every piece of one completion repeats, and where this service is."""

    completion_id: str
    created: int
    model: str
    base_url: str

    def chunk(self, *choices: Mapping[str, Any], **fields: Any) -> dict[str, Any]:
        """A chunk of a stream."""
        return {
            "id": self.completion_id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": self.model,
            "choices": list(choices),
            **fields,
        }


def engine_of(body: CompletionBody) -> EngineChoice:
    """The engine that the model's name stands for. Raises ModelNotFound, or InvalidRequest when at odds."""
    if body.model not in ENGINES:
        raise unknown_model(body.model)
    named, wished = ENGINES[body.model], body.footnote.engine
    if "auto" not in (named, wished) and named != wished:
        raise _invalid("footnote.engine", f"{wished} contradicts the model {body.model}")
    return wished if named == "auto" else named


def unknown_model(name: str) -> ModelNotFound:
    """The error of a name that isn't offered."""
    detail = f"there is no model {name[:80]!r} here; GET /v1/models lists those there are"
    return ModelNotFound(f"model: {detail}", fields=(FieldError("model", detail),))


def question_of(body: CompletionBody) -> AnswerRequest:
    """The last user message as a question, and what was said before it as its history."""
    place = max((at for at, one in enumerate(body.messages) if one.role == "user"), default=None)
    if place is None:
        raise _invalid("messages", "no message of the role user, so there is no question")
    question = body.messages[place].content
    if not question.strip():
        raise _invalid(f"messages.{place}.content", "the question is empty")
    if len(question) > QUERY_CHARACTERS:
        raise _invalid(f"messages.{place}.content", f"a question has at most {QUERY_CHARACTERS} characters")
    options = body.footnote
    return AnswerRequest(
        question=question,
        filters=options.filters.to_filters() if options.filters else Filters(),
        top_k=options.top_k,
        history=_history(body.messages[:place]),
    )


def _history(messages: Sequence[Message]) -> tuple[Turn, ...]:
    turns = [
        Turn(message.role, message.content[:TURN_CHARACTERS])
        for message in messages
        if (message.role == "user" or message.role == "assistant") and message.content.strip()
    ]
    return tuple(turns[-HISTORY_TURNS:])


def completion_body(reply: Reply, head: Head) -> Completion:
    """A reply as a completion."""
    message = CompletionMessage(
        content=reply.text, refusal=_refusal(reply), annotations=_annotations(reply, head.base_url)
    )
    return Completion(
        id=head.completion_id,
        created=head.created,
        model=head.model,
        choices=[CompletionChoice(message=message, finish_reason=_finish(reply))],
        usage=_usage(reply.usage),
        footnote=answer_body(reply),
    )


def first_chunk(head: Head) -> dict[str, Any]:
    """The chunk that says who speaks."""
    return head.chunk(_choice({"role": "assistant", "content": "", "refusal": None}))


def claim_chunk(added: AddedClaim, head: Head) -> dict[str, Any]:
    """The chunk of a verified claim: what it adds to the text, its markers included."""
    claim = added.claim
    text = f"{claim.text} {''.join(f'[{number}]' for number in claim.citations)}"
    return head.chunk(_choice({"content": f" {text}" if claim.span.start else text}))


def last_chunks(reply: Reply, head: Head, *, include_usage: bool) -> Iterator[dict[str, Any]]:
    """The chunks that end a reply: its annotations, all in one as clients expect them, or its refusal; the
    finish; the usage. The last one has the whole answer as `footnote`."""
    if annotations := _annotations(reply, head.base_url):
        yield head.chunk(_choice({"annotations": [one.model_dump() for one in annotations]}))
    if refusal := _refusal(reply):
        yield head.chunk(_choice({"refusal": refusal}))
    footnote = answer_body(reply).model_dump(mode="json")
    finish = _choice({}, finish_reason=_finish(reply))
    if include_usage:
        yield head.chunk(finish)
        yield head.chunk(usage=_usage(reply.usage).model_dump(), footnote=footnote)
    else:
        yield head.chunk(finish, footnote=footnote)


def _choice(delta: Mapping[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": dict(delta), "logprobs": None, "finish_reason": finish_reason}


def _annotations(reply: Reply, base_url: str) -> list[Annotation]:
    return [one for claim in reply.claims for one in _annotations_of(claim, reply, base_url)]


def _annotations_of(claim: Claim, reply: Reply, base_url: str) -> Iterator[Annotation]:
    start = claim.span.end + 1  # a space is between a claim and its markers
    for number in claim.citations:
        end = start + len(f"[{number}]")
        evidence = reply.citations[number - 1].evidence
        yield Annotation(
            url_citation=UrlCitation(
                start_index=start,
                end_index=end,
                title=evidence.title,
                url=evidence.url or f"{base_url}v1/articles/{evidence.article_id}/text",
            )
        )
        start = end


def _refusal(reply: Reply) -> str | None:
    if reply.claims or reply.reason is None:
        return None
    return f"Not answered: {REFUSALS[reply.reason]} ({reply.reason})."


def _finish(reply: Reply) -> Any:
    return "length" if "truncated" in reply.degraded else "stop"


def _usage(usage: Usage) -> CompletionUsage:
    return CompletionUsage(
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        total_tokens=usage.prompt_tokens + usage.completion_tokens,
    )


def _invalid(field: str, message: str) -> InvalidRequest:
    return InvalidRequest(f"{field}: {message}", fields=(FieldError(field, message),))
