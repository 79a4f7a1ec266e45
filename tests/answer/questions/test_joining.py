"""The parts of a question put together again."""

from app.answer.questions.joining import join_drafts, join_retrieved, share_of
from app.answer.verbatim import draft_claim
from app.models import Draft, Reason, Retrieved
from tests.answer.made import hits, passage

BRIDGE = passage("The bridge opened in May.", "Ada Brook drew it.")
FERRY = passage("The ferry sank in June.", article_id="ferry")
OPENED, DREW = (draft_claim(BRIDGE, span) for span in BRIDGE.sentences)
SANK = draft_claim(FERRY, FERRY.sentences[0])


def test_each_part_has_its_share() -> None:
    assert [share_of(8, part=part, parts=3) for part in range(3)] == [3, 3, 2]


def test_passages_once_each_and_the_best_of_each_part_first() -> None:
    found = join_retrieved(
        [Retrieved(tuple(hits(BRIDGE))), Retrieved(tuple(hits(FERRY, BRIDGE)), degraded=("dense",))]
    )
    assert [hit.passage for hit in found.hits] == [BRIDGE, FERRY]
    assert found.degraded == ("dense",)


def test_claims_in_reading_order_once_each() -> None:
    drafts = [Draft((DREW, SANK)), Draft((OPENED, DREW))]
    assert join_drafts(drafts, hits(BRIDGE, FERRY)) == Draft((OPENED, DREW, SANK))


def test_a_part_with_no_answer_is_missing() -> None:
    drafts = [Draft((OPENED,)), Draft((), missing=Reason.INSUFFICIENT_EVIDENCE)]
    assert join_drafts(drafts, hits(BRIDGE)) == Draft((OPENED,), Reason.INSUFFICIENT_EVIDENCE)
