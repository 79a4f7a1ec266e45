"""Summaries by a model over more text than a prompt takes: every part is read, and what holds is combined."""

import asyncio
import re
from collections.abc import Sequence

import pytest

from app.adapters.scripted_chat import Script, ScriptedChat, ScriptedReply
from app.answer.composing.compose import Tally, Writer
from app.answer.composing.map_combine import ModelSummary, spread
from app.answer.composing.tasks import summary_task
from app.answer.events import Progress
from app.errors import ContextTooLong, UpstreamAuth, UpstreamUnavailable
from app.models import Passage, Reason, VerifiedClaim
from app.ports import ChatRequest
from tests.answer.made import passage
from tests.answer.writing import PROMPTS, inherited, library, sent, too_long, user_message, writer_of

TOWNS = ("Aldby", "Borth", "Corwen", "Denby", "Elgin", "Flint")
PARTS = [
    passage(f"The town of {town} opened a new harbour.", article_id=town.lower(), ordinal=0) for town in TOWNS
]
UNAVAILABLE = UpstreamUnavailable("gone")


def claim_of(town: str) -> tuple[str, int, str]:
    return f"The town of {town} opened a new harbour.", 1, f"town of {town} opened a new harbour"


def mapped(request: ChatRequest) -> ScriptedReply:
    """A part's reply: a claim for each passage shown."""
    shown = re.findall(r"number=\"(\d+)\".*\nThe town of (\w+) ", user_message(request))
    claims = [claim_of(town) for _, town in shown]
    return ScriptedReply(
        text=sent(*[(text, int(n), quote) for (text, _, quote), (n, _) in zip(claims, shown, strict=True)])
    )


def combined(*claims: tuple[str, list[int]]) -> ScriptedReply:
    return ScriptedReply(text=inherited(*claims))


ALL_OPENED = combined(("The town of Aldby opened a new harbour.", [1]), ("Flint opened a new harbour.", [6]))


def room_for(passages: int) -> int:
    """Tokens of a prompt that takes so many of the passages, which are all of one length but for a letter."""
    writer, _ = writer_of()
    task = summary_task(PROMPTS, [], library(PARTS), focus="x" * 60, most_words=100)
    return writer.overhead(task) + passages * max(writer.size(task, one) for one in PARTS)


async def summarized(
    *scripts: Script,
    max_words: int = 20,
    prompt_tokens: int | None = None,
    passages: Sequence[Passage] = PARTS,
) -> tuple[list[str], list[Progress], Tally, ScriptedChat]:
    writer, chat = writer_of(*scripts, prompt_tokens=room_for(1) if prompt_tokens is None else prompt_tokens)
    tally = Tally()
    summary = made_summary(writer, tally, max_words, passages)
    events = [event async for event in summary.events(passages)]
    texts = [event.text for event in events if isinstance(event, VerifiedClaim)]
    return texts, [event for event in events if isinstance(event, Progress)], tally, chat


def made_summary(writer: Writer, tally: Tally, max_words: int, passages: Sequence[Passage]) -> ModelSummary:
    return ModelSummary(writer, library(passages), tally, focus="", max_words=max_words, deadline=1e9)


async def test_what_fits_into_one_prompt_is_one_call() -> None:
    texts, progress, _, chat = await summarized(mapped, max_words=100, prompt_tokens=100_000)
    assert (len(texts), progress, len(chat.requests)) == (6, [], 1)
    assert "at most 100 words" in re.sub(
        r"and (\d+) words", r"at most \1 words", chat.requests[0].messages[0].content
    )


async def test_every_passage_is_read_and_the_claims_are_combined() -> None:
    texts, progress, tally, chat = await summarized(*[mapped] * 6, ALL_OPENED)
    assert texts == ["The town of Aldby opened a new harbour.", "Flint opened a new harbour."]
    read = "".join(user_message(request) for request in chat.requests[:6])
    assert all(town in read for town in TOWNS)
    assert (progress[0], progress[-1]) == (Progress("map", 0, 6), Progress("map", 6, 6))
    assert sorted(progress, key=lambda one: one.done) == progress
    assert (tally.degraded, tally.refused) == ([], [])


async def test_a_combined_claim_has_the_quotes_of_the_claims_it_names() -> None:
    writer, _ = writer_of(*[mapped] * 6, ALL_OPENED, prompt_tokens=room_for(1))
    summary = made_summary(writer, Tally(), 20, PARTS)
    claims = [event async for event in summary.events(PARTS) if isinstance(event, VerifiedClaim)]
    assert [[one.article_id for one in claim.evidence] for claim in claims] == [["aldby"], ["flint"]]


async def test_claims_that_fit_as_they_are_need_no_combining() -> None:
    texts, _, _, chat = await summarized(*[mapped] * 6, max_words=200)
    assert texts == [claim_of(town)[0] for town in TOWNS]
    assert len(chat.requests) == 6


async def test_a_combined_claim_that_its_claims_do_not_say_is_refused() -> None:
    wrong = combined(("Aldby closed 40 harbours.", [1]), ("Flint opened a new harbour.", [6]))
    texts, _, tally, _ = await summarized(*[mapped] * 6, wrong, combined(("Aldby closed 40 harbours.", [1])))
    assert texts == ["Flint opened a new harbour."]
    assert [one.text for one in tally.refused] == ["Aldby closed 40 harbours."]


async def test_numbers_of_claims_that_are_not_there_are_refused() -> None:
    wrong = combined(("Aldby opened a new harbour.", [7]), ("Borth opened a new harbour.", []))
    texts, _, tally, _ = await summarized(*[mapped] * 6, wrong, wrong)
    assert [one.reason for one in tally.refused] == ["unknown_claim", "no_quote"]
    assert len(texts) == 2


async def test_when_no_combination_holds_the_claims_themselves_are_the_summary() -> None:
    wrong = combined(("Nothing of the kind was ever seen.", [1]))
    texts, _, tally, _ = await summarized(*[mapped] * 6, wrong, wrong)
    assert texts == [claim_of("Aldby")[0], claim_of("Borth")[0]]
    assert "combine" in tally.degraded


async def test_the_word_limit_is_kept_whatever_the_model_sends() -> None:
    long = combined(*[(claim_of(town)[0], [number]) for number, town in enumerate(TOWNS, 1)])
    texts, _, _, _ = await summarized(*[mapped] * 6, long)
    assert len(texts) == 2
    assert sum(len(text.split()) for text in texts) <= 20


async def test_a_part_that_fails_is_told_and_the_rest_goes_on() -> None:
    texts, _, tally, _ = await summarized(
        mapped, ScriptedReply(error=UNAVAILABLE), *[mapped] * 4, max_words=200
    )
    assert len(texts) == 5
    assert tally.degraded == ["sections"]


async def test_when_every_part_fails_the_fault_is_raised() -> None:
    with pytest.raises(UpstreamUnavailable):
        await summarized(*[ScriptedReply(error=UNAVAILABLE)] * 6)


def short_of(passages: int) -> Script:
    """A server whose context takes no more passages than this."""

    def reply(request: ChatRequest) -> ScriptedReply:
        said = user_message(request)
        return too_long() if said.count("<passage ") > passages else mapped(request)

    return reply


@pytest.mark.parametrize("prompt_tokens", [None, 100_000])
async def test_a_part_too_long_for_the_server_is_read_in_halves(prompt_tokens: int | None) -> None:
    tokens = prompt_tokens or room_for(3)
    texts, _, tally, chat = await summarized(*[short_of(1)] * 20, max_words=200, prompt_tokens=tokens)
    assert texts == [claim_of(town)[0] for town in TOWNS]
    assert tally.degraded == []
    assert len(chat.requests) > 6


async def test_a_passage_too_long_for_the_server_is_told() -> None:
    with pytest.raises(ContextTooLong):
        await summarized(*[too_long()] * 6)


async def test_a_combination_too_long_for_the_server_leaves_the_claims_themselves() -> None:
    texts, _, tally, _ = await summarized(*[mapped] * 6, too_long())
    assert (texts, tally.degraded) == ([claim_of("Aldby")[0], claim_of("Borth")[0]], ["combine"])


async def test_claims_left_out_for_the_word_limit_are_told() -> None:
    texts, _, tally, _ = await summarized(mapped, max_words=2, prompt_tokens=100_000)
    assert (texts, tally.degraded) == ([], ["word_limit"])


async def test_what_was_read_is_known() -> None:
    writer, _ = writer_of(mapped, ScriptedReply(error=UNAVAILABLE), *[mapped] * 4, prompt_tokens=room_for(1))
    summary = made_summary(writer, Tally(), 200, PARTS)
    assert [event async for event in summary.events(PARTS)]
    assert summary.shown == {one.passage_id for one in PARTS} - {PARTS[1].passage_id}


async def test_nothing_found_in_any_part_is_nothing() -> None:
    texts, _, tally, chat = await summarized(*[ScriptedReply(text='{"claims": []}')] * 6)
    assert (texts, tally.refused, len(chat.requests)) == ([], [], 6)


async def test_a_model_that_refuses_every_part_is_told() -> None:
    _, _, tally, _ = await summarized(*[ScriptedReply(text="No.", finish="refused")] * 6)
    assert tally.missing is Reason.REFUSED


async def test_what_parts_were_refused_is_told_when_nothing_holds() -> None:
    invented = ScriptedReply(text=sent(("The moon fell down.", 1, "the moon fell down there")))
    texts, _, tally, _ = await summarized(*[invented] * 12)
    assert (texts, len(tally.refused)) == ([], 6)


async def test_claims_of_a_book_are_combined_in_groups() -> None:
    many = [
        passage(f"The town of {town} opened a new harbour.", article_id=f"{town.lower()}-{n}", ordinal=n)
        for n in range(12)
        for town in TOWNS
    ]
    room = room_for(2)

    def first_of_each(request: ChatRequest) -> ScriptedReply:
        first = re.search(r"^1\. (.*)$", user_message(request), re.M)
        assert first is not None
        return combined((first[1], [1]))

    def any_reply(request: ChatRequest) -> ScriptedReply:
        return first_of_each(request) if "<claims" in user_message(request) else mapped(request)

    texts, progress, tally, chat = await summarized(*[any_reply] * 200, prompt_tokens=room, passages=many)
    assert {one.stage for one in progress} == {"map", "combine"}
    assert texts == [claim_of("Aldby")[0]]
    assert tally.degraded == []
    assert len(chat.requests) > 36


async def test_few_parts_are_read_at_once() -> None:
    writer, chat = writer_of(*[ScriptedReply(text="[]", delay_seconds=60)] * 6, prompt_tokens=room_for(1))
    events = made_summary(writer, Tally(), 20, PARTS).events(PARTS)
    assert await anext(events) == Progress("map", 0, 6)
    waiting = asyncio.ensure_future(anext(events))
    await asyncio.sleep(0.05)
    assert len(chat.requests) == 4
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert chat.cancelled == 4


async def test_tokens_of_all_calls_are_counted() -> None:
    _, _, tally, chat = await summarized(*[mapped] * 6, ALL_OPENED)
    assert tally.usage.prompt_tokens == 100 * len(chat.requests) == 700


async def test_a_key_that_is_refused_ends_the_summary() -> None:
    with pytest.raises(UpstreamAuth):
        await summarized(*[ScriptedReply(error=UpstreamAuth("no"))] * 6)


async def test_spread_takes_from_each_part_in_turn_and_keeps_their_order() -> None:
    writer, _ = writer_of(*[mapped] * 3, prompt_tokens=room_for(2))
    summary = made_summary(writer, Tally(), 200, PARTS)
    claims = [event async for event in summary.events(PARTS) if isinstance(event, VerifiedClaim)]
    parts = [claims[:2], claims[2:4], claims[4:]]
    assert spread(parts, 1000) == claims
    assert spread(parts, 24) == [claims[0], claims[2], claims[4]]
    assert spread(parts, 3) == []
