import json

import pytest

from app.answer.composing.exchange import Exchange
from app.answer.composing.tasks import answer_task
from app.answer.judging.verify import library_of
from app.models import Passage
from app.prompts import load_prompts
from evals.bench.model_replies import CLAIMS, PIECE_CHARACTERS, ModelReply, reply_to
from tests.answer.made import articles_of, passage

PASSAGES = [
    passage("Short.", "The harbour bridge in the old town reopened on Monday.", "Ferries went on."),
    passage("The repairs of the harbour bridge cost the town 2.4 million euros.", article_id="cost"),
    passage("The harbour bridge in the old town reopened on Monday.", article_id="copy"),
    passage("The ferry adds a crossing at six in the morning on every weekday.", article_id="ferry"),
    passage("The town council meets again on the second Tuesday of the month.", article_id="council"),
]


def test_the_question_is_the_one_asked() -> None:
    assert _reply(_exchange()).question == "What happened?"


def test_a_claim_closes_with_the_piece_that_its_last_character_is_in() -> None:
    sent, closed = "", list[str]()
    for piece in _reply(_exchange()).pieces:
        assert len(piece.text) <= PIECE_CHARACTERS
        sent += piece.text
        closed += piece.closes
        assert sent.count("]}") - (sent.endswith("]}]}")) == len(closed)
    assert closed == [claim["text"] for claim in json.loads(sent)["claims"]]
    assert len(set(closed)) == CLAIMS


def test_every_claim_holds_as_soon_as_its_piece_has_come() -> None:
    exchange = _exchange()
    for piece in _reply(exchange).pieces:
        assert tuple(claim.text for claim in exchange.read(piece.text)) == piece.closes
    assert exchange.sent == CLAIMS
    assert not exchange.refused


def test_what_is_no_question_of_footnotes_has_no_reply() -> None:
    with pytest.raises(ValueError, match="no question"):
        reply_to({"messages": [{"role": "user", "content": "Hello"}]})


def _exchange() -> Exchange[Passage]:
    library = library_of(PASSAGES, articles_of(PASSAGES))
    return Exchange(answer_task(load_prompts(), "What happened?", PASSAGES, library), PASSAGES)


def _reply(exchange: Exchange[Passage]) -> ModelReply:
    messages = exchange.request(100).messages
    return reply_to({"messages": [{"role": one.role, "content": one.content} for one in messages]})
