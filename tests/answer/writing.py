"""Scripted replies over made passages, and a writer that reads them."""

import json
from collections.abc import Sequence

from app.adapters.scripted_chat import Script, ScriptedChat, ScriptedReply
from app.answer.composing.compose import Tally, Writer
from app.answer.composing.exchange import Task
from app.answer.composing.tasks import answer_task
from app.answer.judging.verify import Library, library_of
from app.errors import ContextTooLong
from app.models import Passage, VerifiedClaim
from app.ports import ChatRequest
from app.prompts import load_prompts
from tests.answer.made import articles_of, passage

BRIDGE = passage("The harbour bridge reopened on Monday.", "The repairs cost 2.4 million euros.")
FERRY = passage("The ferry adds a crossing at six in the morning.", article_id="ferry")
SHOWN = [BRIDGE, FERRY]
PROMPTS = load_prompts()

REOPENED = ("The harbour bridge reopened on Monday.", 1, "harbour bridge reopened on Monday")
COST = ("The repairs cost 2.4 million euros.", 1, "repairs cost 2.4 million euros")
CROSSING = ("The ferry adds a crossing at six.", 2, "ferry adds a crossing at six")
INVENTED = ("The repairs cost 9.9 million euros.", 1, "repairs cost 9.9 million euros")
UNKNOWN = ("The repairs cost 2.4 million euros.", 7, "repairs cost 2.4 million euros")
MISREAD = ("The repairs cost 9.9 million euros.", 1, "repairs cost 2.4 million euros")


def sent(*claims: tuple[str, int, str]) -> str:
    """What a model sends that makes these claims: text, number of a passage, quote."""
    return json.dumps(
        {
            "claims": [
                {"text": text, "quotes": [{"passage": number, "quote": quote}]}
                for text, number, quote in claims
            ]
        }
    )


def inherited(*claims: tuple[str, list[int]]) -> str:
    """What a model sends that combines claims: text, numbers of claims."""
    return json.dumps({"claims": [{"text": text, "claims": numbers} for text, numbers in claims]})


def said(*claims: tuple[str, int, str]) -> ScriptedReply:
    """The same as a reply."""
    return ScriptedReply(text=sent(*claims))


def too_long() -> ScriptedReply:
    """A server whose context is too short."""
    return ScriptedReply(error=ContextTooLong("too long"))


def writer_of(*scripts: Script, prompt_tokens: int = 50_000) -> tuple[Writer, ScriptedChat]:
    """A writer that counts characters as tokens, and its model."""
    chat = ScriptedChat(*scripts)
    return Writer(chat, PROMPTS, len, prompt_tokens=prompt_tokens, reply_tokens=500), chat


def library(passages: Sequence[Passage] = SHOWN) -> Library:
    """The passages and their articles."""
    return library_of(passages, articles_of(passages))


def question_task(passages: Sequence[Passage] = SHOWN) -> Task[Passage]:
    """What happened?"""
    return answer_task(PROMPTS, "What happened?", passages, library(passages))


async def written(
    *scripts: Script, hold: bool = False, passages: Sequence[Passage] = SHOWN
) -> tuple[list[str], Tally, ScriptedChat]:
    """The texts of the claims that hold, what else came of it, and the model."""
    writer, chat = writer_of(*scripts)
    tally = Tally()
    claims: list[VerifiedClaim] = [
        claim
        async for claim in writer.write(question_task(passages), tally, deadline=float("inf"), hold=hold)
    ]
    return [claim.text for claim in claims], tally, chat


def user_message(request: ChatRequest) -> str:
    """The last thing said to the model."""
    return request.messages[-1].content
