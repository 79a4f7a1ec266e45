"""The bodies of the OpenAI-compatible routes: what is read of a request, and what comes back."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.api.schemas.answers import Answer
from app.api.schemas.fields import NAME_CHARACTERS, Body, EngineName, FiltersBody

# Any limit makes the schema refuse lone surrogates; what the question and the history may have is less.
CONTENT_CHARACTERS = 1_000_000


def only(*accepted: object, because: str) -> BeforeValidator:
    """Refuses other values with a sentence that says why; left out or null is always well."""

    def check(value: Any) -> Any:
        if not any(value == one and type(value) is type(one) for one in accepted):
            raise ValueError(because)
        return value

    return BeforeValidator(check)


class TextPart(BaseModel):
    """A part of a message's content; other kinds than text are refused."""

    type: Literal["text"]
    text: str


def _joined_text(content: Any) -> Any:
    """Parts as one text. An earlier refusal comes back as a part too, and is as good as text."""
    if not isinstance(content, list):
        return content
    texts = []
    for place, part in enumerate(content):
        kind = part.get("type") if isinstance(part, dict) else None
        text = part.get(kind) if kind in ("text", "refusal") else None
        if not isinstance(text, str):
            raise ValueError(f"part {place} is not text, and nothing else is read")
        texts.append(text)
    return "\n".join(texts)


class Message(Body):
    """A message. Only what users and the assistant said is read; other fields are ignored."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant"]
    content: Annotated[
        str,
        Field(max_length=CONTENT_CHARACTERS),  # first, so that it is the string's own
        BeforeValidator(_joined_text, json_schema_input_type=str | list[TextPart] | None),
    ] = ""


class FootnoteOptions(Body):
    """What OpenAI's API has no field for; the same as in `POST /v1/answers`."""

    filters: FiltersBody | None = None
    top_k: Annotated[int, Field(strict=True, ge=1, le=50, description="How many passages to look at.")] = 8
    engine: EngineName = "auto"


class StreamOptions(Body):
    """What a stream says besides the answer."""

    model_config = ConfigDict(extra="ignore")

    include_usage: Annotated[bool, Field(strict=True, description="True: a last chunk with `usage`.")] = False


class CompletionBody(Body):
    """A conversation whose last user message is the question. Parameters not named here change nothing."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [
                {
                    "model": "footnote",
                    "messages": [
                        {"role": "user", "content": "How many documents on cooperation were exchanged?"}
                    ],
                }
            ]
        },
    )

    model: Annotated[
        str, Field(max_length=NAME_CHARACTERS, description="One of those that `GET /v1/models` lists.")
    ]
    messages: Annotated[list[Message], Field(min_length=1)]
    footnote: FootnoteOptions = FootnoteOptions()
    stream: Annotated[bool, Field(strict=True, description="True: server-sent events.")] = False
    stream_options: StreamOptions = StreamOptions()
    n: Annotated[Literal[1], only(1, because="one answer is given")] = 1
    response_format: Annotated[
        dict[str, str] | None,
        only({"type": "text"}, because="the answer is text; its JSON is in `footnote`"),
    ] = None
    tool_choice: Annotated[
        Literal["none", "auto"], only("none", "auto", because="no tool is ever called; none or auto")
    ] = "auto"
    function_call: Annotated[
        Literal["none", "auto"], only("none", "auto", because="no function is ever called; none or auto")
    ] = "auto"
    modalities: Annotated[list[str] | None, only(["text"], because="the answer is text")] = None
    audio: Annotated[None, only(because="the answer is text")] = None
    logprobs: Annotated[Literal[False], only(False, because="what is quoted has no probabilities")] = False
    web_search_options: Annotated[None, only(because="only the stored articles are searched")] = None
    filters: Annotated[None, only(because="send it as footnote.filters")] = Field(
        None, description="Not here: in `footnote`."
    )
    engine: Annotated[None, only(because="send it as footnote.engine")] = Field(
        None, description="Not here: in `footnote`, or by the model's name."
    )


class UrlCitation(BaseModel):
    """A marker in the content: `content[start_index:end_index]` is `[1]`, in Unicode code points."""

    start_index: int
    end_index: int
    title: str
    url: str = Field(description="The article's own, or where this service has its text.")


class Annotation(BaseModel):
    """A citation as OpenAI's web search gives it; `footnote` has the quote and its place."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class CompletionMessage(BaseModel):
    """The answer with its markers; or no content, and a `refusal` that says why there is no answer."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: str | None
    annotations: list[Annotation]


class CompletionChoice(BaseModel):
    """The one answer."""

    index: Literal[0] = 0
    message: CompletionMessage
    logprobs: None = None
    finish_reason: Literal["stop", "length"] = Field(
        description="`length` when a model's reply was cut: what held until then is there."
    )


class CompletionUsage(BaseModel):
    """A model's tokens; none for the extractive engine."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Completion(BaseModel):
    """An answer as OpenAI's clients read it; `footnote` is the body that `POST /v1/answers` returns."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[CompletionChoice]
    usage: CompletionUsage
    footnote: Answer


class OfferedModel(BaseModel):
    """A name to ask by."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: Literal["footnote"] = "footnote"


class OfferedModels(BaseModel):
    """All names to ask by."""

    object: Literal["list"] = "list"
    data: list[OfferedModel]
