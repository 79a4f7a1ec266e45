"""A follow-up question made to stand alone, from the turns before it."""

from collections.abc import Sequence
from contextlib import aclosing

from app.answer.composing.compose import Tally, Writer
from app.answer.composing.marking import new_boundary, one_line
from app.answer.composing.proposals import read_question
from app.errors import UpstreamMalformed
from app.models import Turn
from app.ports import ChatDelta, ChatFinished, ChatMessage, ChatRequest, ChatRestarted, Rung

HISTORY_SHARE = 0.5  # of the prompt's tokens; the oldest turns are left out
QUESTION_TOKENS = 200
LONGEST_QUESTION = 2000  # characters
SCHEMA = {
    "type": "object",
    "properties": {"question": {"type": "string"}},
    "required": ["question"],
    "additionalProperties": False,
}


async def rewrite(
    writer: Writer, question: str, history: Sequence[Turn], tally: Tally, *, deadline: float
) -> str:
    """The question with what it leaves to the conversation filled in.

    A reply that can't be read leaves the question as it is, flagged `rewrite`. Raises UpstreamFailed.
    """
    call = writer.chat.call(_request(writer, question, history), deadline=deadline)
    pieces: list[str] = []
    finish = ""
    try:
        async with aclosing(call.events()) as events:
            async for event in events:
                match event:
                    case ChatDelta(text):
                        pieces.append(text)
                    case ChatRestarted():
                        pieces.clear()
                    case ChatFinished():
                        finish = event.finish
    except UpstreamMalformed:
        pieces.clear()
    finally:
        tally.usage = tally.usage + call.usage
    rewritten = read_question("".join(pieces)) if finish == "stop" else None
    if rewritten is None or len(rewritten) > LONGEST_QUESTION:
        tally.flag("rewrite")
        return question
    return rewritten


def _request(writer: Writer, question: str, history: Sequence[Turn]) -> ChatRequest:
    prompt = writer.prompts.rewrite
    values = {
        "boundary": new_boundary(),
        "history": "\n".join(_fitting(writer, history)),
        "question": one_line(question),
    }
    return ChatRequest(
        messages=(
            ChatMessage("system", prompt.fill_system(**values)),
            ChatMessage("user", prompt.fill_user(**values)),
        ),
        max_tokens=QUESTION_TOKENS,
        schema=SCHEMA,
        form={Rung(name): text for name, text in prompt.forms.items()},
    )


def _fitting(writer: Writer, history: Sequence[Turn]) -> list[str]:
    """The last turns that fit, in order, each on a line of its own."""
    left = writer.prompt_tokens * HISTORY_SHARE
    lines: list[str] = []
    for turn in reversed(history):
        line = f"{'Asked' if turn.role == 'user' else 'Answered'}: {one_line(turn.content)}"
        size = writer.count_tokens(line) + 1
        if size > left:
            # The beginning of a long turn says most of what it is about.
            lines.append(line[: int(len(line) * left / size)])
            break
        left -= size
        lines.append(line)
    return lines[::-1]
