"""How the passages of one article make room for another's."""

from app.models import Hit, Passage
from app.retrieve.spread import FREE, room_for_others, spread


def hit(name: str, score: float) -> Hit:
    article_id = name.rstrip("0123456789")
    return Hit(Passage(name, article_id, "1", 0, "T", None, None, "x", 0, 1, ()), score, 1, 1)


def names(hits: list[Hit]) -> list[str]:
    return [one.passage.passage_id for one in hits]


LONG = [hit(f"long{number}", 0.8 - number / 10_000) for number in range(8)]


def test_another_article_that_scores_nearly_as_well_comes_before_the_further_ones() -> None:
    found = spread([*LONG, hit("other", 0.78)])
    assert names(found)[: FREE + 2] == ["long0", "long1", "long2", "long3", "other"]
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)


def test_a_score_that_is_not_near_gets_no_room() -> None:
    assert names(spread([*LONG, hit("other", 0.7)])) == [*names(LONG), "other"]


def test_alone_an_article_keeps_its_order() -> None:
    assert names(spread(LONG)) == names(LONG)


def test_nothing_is_lost_or_changed_when_the_first_are_chosen() -> None:
    hits = [*LONG, hit("other", 0.78)]
    chosen = room_for_others(hits, first=6)
    assert "other" in names(chosen[:6])
    assert sorted(chosen, key=lambda one: -one.score) == hits
