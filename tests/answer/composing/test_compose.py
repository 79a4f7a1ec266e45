"""The model engine's pen over scripted replies: what holds leaves at once, what fails is mended or goes."""

import asyncio
import re

import pytest

from app.adapters.scripted_chat import ScriptedReply
from app.answer.composing.compose import Tally
from app.answer.composing.exchange import claims_schema
from app.errors import ContextTooLong, UpstreamMalformed, UpstreamTruncated, UpstreamUnavailable
from app.models import Reason, Support, Usage
from app.ports import Rung
from tests.answer.made import passage
from tests.answer.writing import (
    BRIDGE,
    COST,
    CROSSING,
    FERRY,
    INVENTED,
    MISREAD,
    REOPENED,
    SHOWN,
    UNKNOWN,
    question_task,
    said,
    sent,
    too_long,
    user_message,
    writer_of,
    written,
)

BROKEN = UpstreamTruncated("broke off")
NOTHING = said()
both = pytest.mark.parametrize("hold", [False, True])


@both
async def test_claims_that_hold_are_written(hold: bool) -> None:
    texts, tally, chat = await written(said(REOPENED, COST, CROSSING), hold=hold)
    assert texts == [REOPENED[0], COST[0], CROSSING[0]]
    assert (tally.refused, tally.degraded, tally.missing, tally.shown) == ([], [], None, 2)
    assert len(chat.requests) == 1


async def test_the_request_marks_the_passages_and_names_them_in_the_schema() -> None:
    _, _, chat = await written(said(COST))
    (request,) = chat.requests
    system, user = request.messages
    assert (system.role, user.role) == ("system", "user")
    (boundary,) = set(re.findall(r"<passage ([0-9a-f]{16}) number", user.content))
    assert boundary in system.content
    assert f"</passage {boundary}>" in user.content
    assert f"<question {boundary}>\nWhat happened?\n</question {boundary}>" in user.content
    assert request.schema == claims_schema(2, with_quotes=True)
    assert str(request.schema).count("'enum': [1, 2]") == 1
    assert set(request.form) == set(Rung)
    assert request.max_tokens == 500


async def test_the_boundary_is_new_in_each_request() -> None:
    requests = [(await written(said(COST)))[2].requests[0] for _ in range(2)]
    assert len({user_message(request) for request in requests}) == 2


async def test_a_claim_leaves_before_the_reply_has_ended() -> None:
    writer, _ = writer_of(ScriptedReply(text=sent(REOPENED, COST), error=BROKEN))
    claims = writer.write(question_task(), Tally(), deadline=float("inf"))
    assert (await anext(claims)).text == REOPENED[0]
    assert (await anext(claims)).text == COST[0]
    with pytest.raises(UpstreamTruncated):
        await anext(claims)


async def test_held_claims_of_a_reply_that_breaks_off_are_never_seen() -> None:
    writer, _ = writer_of(ScriptedReply(text=sent(REOPENED), error=BROKEN))
    with pytest.raises(UpstreamTruncated):
        await anext(writer.write(question_task(), Tally(), deadline=float("inf"), hold=True))


async def test_a_restarted_reply_counts_once() -> None:
    reply = ScriptedReply(broken=sent(REOPENED, INVENTED)[:-2], text=sent(REOPENED, COST))
    texts, tally, _ = await written(reply, hold=True)
    assert (texts, tally.refused) == ([REOPENED[0], COST[0]], [])


async def test_a_restart_before_any_claim_is_no_matter() -> None:
    texts, _, _ = await written(ScriptedReply(broken='{"claims": [{"text": "The', text=sent(COST)))
    assert texts == [COST[0]]


async def test_nothing_to_claim_is_nothing() -> None:
    texts, tally, chat = await written(NOTHING)
    assert (texts, tally.refused, len(chat.requests)) == ([], [], 1)


@both
async def test_a_claim_said_twice_is_written_once(hold: bool) -> None:
    assert (await written(said(COST, COST), hold=hold))[0] == [COST[0]]


@both
@pytest.mark.parametrize("failed", [INVENTED, UNKNOWN, MISREAD])
async def test_a_failed_claim_is_mended_once(failed: tuple[str, int, str], hold: bool) -> None:
    texts, tally, chat = await written(said(REOPENED, failed), said(COST), hold=hold)
    assert (texts, tally.refused) == ([REOPENED[0], COST[0]], [])
    first, second = chat.requests
    assert [message.role for message in second.messages] == ["system", "user"]
    assert "harbour bridge reopened" in user_message(second)
    problems = user_message(second).rpartition("could not be verified:")[2]
    assert (failed[0] in problems, REOPENED[0] in problems) == (True, False)
    assert second.schema == first.schema


@both
@pytest.mark.parametrize(
    ("failed", "reason"),
    [(INVENTED, "quote_not_found"), (UNKNOWN, "unknown_passage"), (MISREAD, "not_in_quote_numbers")],
)
async def test_what_fails_again_is_dropped_and_told(
    failed: tuple[str, int, str], reason: str, hold: bool
) -> None:
    texts, tally, chat = await written(said(REOPENED, failed), said(failed), hold=hold)
    assert texts == [REOPENED[0]]
    assert [(one.text, one.reason) for one in tally.refused] == [(failed[0], reason)]
    assert len(chat.requests) == 2


async def test_what_the_model_does_not_send_again_stays_refused() -> None:
    texts, tally, _ = await written(said(INVENTED, UNKNOWN), NOTHING)
    assert texts == []
    assert [one.reason for one in tally.refused] == ["quote_not_found", "unknown_passage"]


async def test_of_two_refused_one_mended_leaves_one() -> None:
    texts, tally, _ = await written(said(INVENTED, UNKNOWN), said(COST))
    assert (texts, [one.text for one in tally.refused]) == ([COST[0]], [INVENTED[0]])


async def test_when_mending_fails_what_held_stays() -> None:
    texts, tally, _ = await written(
        said(REOPENED, INVENTED), ScriptedReply(error=UpstreamUnavailable("gone"))
    )
    assert (texts, tally.degraded) == ([REOPENED[0]], ["repair"])
    assert [one.text for one in tally.refused] == [INVENTED[0]]


@both
async def test_a_reply_of_no_form_is_mended(hold: bool) -> None:
    texts, _, chat = await written(ScriptedReply(text="I think so."), said(COST), hold=hold)
    assert texts == [COST[0]]
    assert "doesn't have the form asked for" in user_message(chat.requests[1])


@both
async def test_a_reply_of_no_form_twice_is_malformed(hold: bool) -> None:
    with pytest.raises(UpstreamMalformed, match="form asked for"):
        await written(ScriptedReply(text="I think so."), ScriptedReply(text="Yes."), hold=hold)


async def test_marked_lines_are_claims_that_quote_the_likest_sentence() -> None:
    reply = ScriptedReply(text="The repairs cost 2.4 million euros. [1]\nA ferry crossing at six. [2]\n")
    texts, _, _ = await written(reply)
    assert texts == ["The repairs cost 2.4 million euros.", "A ferry crossing at six."]


@both
async def test_a_reply_cut_at_its_limit_keeps_what_held(hold: bool) -> None:
    cut = ScriptedReply(text=sent(REOPENED, COST)[:-30], finish="length")
    texts, tally, chat = await written(cut, hold=hold)
    assert (texts, tally.degraded, len(chat.requests)) == ([REOPENED[0]], ["truncated"], 1)


@both
async def test_a_reply_cut_before_any_claim_is_asked_for_shorter(hold: bool) -> None:
    texts, tally, chat = await written(ScriptedReply(text='{"cl', finish="length"), said(COST), hold=hold)
    assert (texts, tally.degraded) == ([COST[0]], [])
    first, second = (request.messages[0].content for request in chat.requests)
    assert ("at most 5 claims" in first, "at most 2 claims" in second) == (True, True)


async def test_a_reply_cut_twice_with_nothing_held_is_truncated() -> None:
    cut = ScriptedReply(text='{"cl', finish="length")
    with pytest.raises(UpstreamTruncated):
        await written(cut, cut)


async def test_a_refusal_is_a_reason() -> None:
    texts, tally, chat = await written(ScriptedReply(text="I can't.", finish="refused"))
    assert (texts, tally.missing, len(chat.requests)) == ([], Reason.REFUSED, 1)


async def test_a_context_too_short_gets_half_the_passages() -> None:
    texts, tally, chat = await written(too_long(), said(COST))
    assert (texts, tally.degraded, tally.shown) == ([COST[0]], ["context"], 1)
    assert "ferry" not in user_message(chat.requests[1])


async def test_a_context_too_short_for_half_is_told() -> None:
    many = [BRIDGE, FERRY, passage("A third.", article_id="third")]
    with pytest.raises(ContextTooLong):
        await written(too_long(), too_long(), passages=many)


async def test_a_context_too_short_for_one_passage_is_told_at_once() -> None:
    with pytest.raises(ContextTooLong):
        await written(too_long(), passages=[BRIDGE])


async def test_a_prompt_that_the_server_cut_is_told() -> None:
    _, tally, _ = await written(ScriptedReply(text=sent(COST), prompt_cut=True))
    assert tally.degraded == ["prompt_cut"]


async def test_only_passages_that_fit_are_shown() -> None:
    writer, chat = writer_of(said(COST))
    task = question_task()
    room = writer.overhead(task) + writer.size(task, BRIDGE)
    writer, chat = writer_of(said(COST), prompt_tokens=room)
    tally = Tally()
    assert [claim.text async for claim in writer.write(task, tally, deadline=float("inf"))] == [COST[0]]
    assert tally.shown == 1
    assert "ferry" not in user_message(chat.requests[0])
    assert sum(len(message.content) for message in chat.requests[0].messages) <= room


async def test_a_budget_too_small_for_one_passage_is_told() -> None:
    writer, chat = writer_of(prompt_tokens=1)
    with pytest.raises(ContextTooLong, match=r"take \d+ tokens, and a prompt may have 1 "):
        await anext(writer.write(question_task(), Tally(), deadline=1e9))
    assert chat.requests == []


async def test_a_repair_keeps_to_the_budget() -> None:
    writer, _ = writer_of()
    room = writer.overhead(question_task()) + sum(writer.size(question_task(), one) for one in SHOWN)
    writer, chat = writer_of(said(*[INVENTED] * 3), said(COST), prompt_tokens=room + 50)
    texts = [claim.text async for claim in writer.write(question_task(), Tally(), deadline=1e9)]
    assert texts == [COST[0]]
    assert "ferry" not in user_message(chat.requests[1])


@both
async def test_far_more_claims_than_asked_for_are_not_read(hold: bool) -> None:
    many = [(f"The repairs cost 2.4 million euros{'.' * n}", 1, COST[2]) for n in range(40)]
    texts, tally, chat = await written(said(*many), hold=hold)
    assert 5 <= len(texts) <= 16
    assert (tally.degraded, len(chat.requests)) == (["truncated"], 1)


async def test_a_claim_refused_again_and_again_is_told_once() -> None:
    _, tally, _ = await written(said(*[INVENTED] * 30), said(*[INVENTED] * 30))
    assert len(tally.refused) == 1


async def test_a_context_too_short_for_mending_is_a_malformed_reply() -> None:
    with pytest.raises(UpstreamMalformed):
        await written(ScriptedReply(text="I think so."), too_long())


async def test_a_refusal_to_mend_is_a_reason() -> None:
    refusal = ScriptedReply(text="I can't.", finish="refused")
    assert (await written(ScriptedReply(text="I think so."), refusal))[1].missing is Reason.REFUSED


async def test_a_repair_cut_at_its_limit_is_told() -> None:
    cut = ScriptedReply(text=sent(COST, CROSSING)[:-20], finish="length")
    texts, tally, _ = await written(said(REOPENED, INVENTED), cut)
    assert (texts, tally.degraded) == ([REOPENED[0], COST[0]], ["truncated"])


@pytest.mark.parametrize("rooms", [1, 2, 3])
async def test_groups_hold_every_item_in_order(rooms: int) -> None:
    writer, _ = writer_of()
    items = [passage(f"Sentence {number}.", ordinal=number) for number in range(5)]
    task = question_task(items)
    size = max(writer.size(task, item) for item in items)
    writer, _ = writer_of(prompt_tokens=writer.overhead(task) + rooms * size)
    groups = writer.groups(task, items)
    assert [item for group in groups for item in group] == items
    assert max(len(group) for group in groups) == rooms


async def test_tokens_of_every_call_are_counted() -> None:
    _, tally, _ = await written(said(REOPENED, INVENTED), NOTHING)
    assert tally.usage == Usage(prompt_tokens=200, completion_tokens=40)


async def test_tokens_of_a_failed_call_are_counted() -> None:
    writer, _ = writer_of(ScriptedReply(error=BROKEN))
    tally = Tally()
    with pytest.raises(UpstreamTruncated):
        await anext(writer.write(question_task(), tally, deadline=float("inf")))
    assert tally.usage.prompt_tokens == 100


async def test_who_stops_reading_cancels_the_call() -> None:
    writer, chat = writer_of(said(REOPENED, COST))
    claims = writer.write(question_task(), Tally(), deadline=float("inf"))
    await anext(claims)
    await claims.aclose()
    assert chat.cancelled == 1


async def test_a_cancelled_task_cancels_the_call() -> None:
    writer, chat = writer_of(ScriptedReply(text=sent(COST), delay_seconds=60))
    claims = writer.write(question_task(), Tally(), deadline=1e9)
    waiting = asyncio.ensure_future(anext(claims))
    await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert chat.cancelled == 1
    assert len(SHOWN) == 2


TALKS = passage(
    "The council met on Monday.",
    "It never agreed to close the old harbour.",
    "The repairs cost 2.4 million euros.",
)


def claimed(text: str, quote: str) -> ScriptedReply:
    return said((text, 1, quote))


async def test_a_quote_that_leaves_out_a_not_does_not_carry_its_claim() -> None:
    wrong = claimed("The council agreed to close the old harbour.", "agreed to close the old harbour")
    texts, tally, _ = await written(wrong, wrong, passages=[TALKS])
    assert (texts, [one.reason for one in tally.refused]) == ([], ["not_in_quote_negation"])


async def test_a_number_that_only_the_passage_has_leaves_a_claim_partial() -> None:
    writer, _ = writer_of(
        claimed("The repairs cost 2.4 million euros.", "The repairs cost 2.4 million euros.")
    )
    whole = [one async for one in writer.write(question_task([TALKS]), Tally(), deadline=1e9)]
    assert [one.judgement.support for one in whole] == [Support.SUPPORTED]
    spread = passage("The repairs are done.", "They cost 2.4 million euros.")
    writer, _ = writer_of(claimed("The repairs are done for 2.4 million euros.", "The repairs are done"))
    partial = [one async for one in writer.write(question_task([spread]), Tally(), deadline=1e9)]
    assert [one.judgement.support for one in partial] == [Support.PARTIAL]


async def test_a_number_that_is_nowhere_in_the_passage_is_refused() -> None:
    wrong = claimed("The repairs cost 9 million euros.", "The repairs cost 2.4 million euros.")
    texts, tally, _ = await written(wrong, wrong, passages=[TALKS])
    assert (texts, [one.reason for one in tally.refused]) == ([], ["not_in_quote_numbers"])
