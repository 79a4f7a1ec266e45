"""What a summary is asked for beyond its facts: length, compression, and no number that its sources lack."""

from collections.abc import Sequence

from evals.model import Case, Score
from evals.score.reading import read, said
from evals.score.reply import Reply
from evals.score.text import without_markers
from evals.seeds import Seeds

_BULLETS = ("-", "*", "•", "–")


def word_count(text: str) -> int:
    """White-space words without markers and bullet signs, as the service's own limit counts."""
    return sum(word not in _BULLETS for word in without_markers(text).split())


def sources_of(case: Case, seeds: Seeds) -> Sequence[str]:
    """Ids of the articles that are summed up: as the case says, else those of its request, else all."""
    named = (
        (case.summary.articles if case.summary else ()) or case.request.get("article_ids") or seeds.articles
    )
    return [article_id for article_id in named if article_id in seeds.articles]


def within_words(case: Case, reply: Reply) -> Score:
    """1 when the word limit is kept."""
    if case.summary is None:
        return Score(value=None, undefined="not a summary")
    count, limit = word_count(reply.text), case.summary.max_words
    return Score(value=float(count <= limit), reason=f"{count} words, at most {limit}")


def within_compression(case: Case, reply: Reply, seeds: Seeds) -> Score:
    """1 when summary words over source words are within the band."""
    if case.summary is None or case.summary.compression is None:
        return Score(value=None, undefined="no band is asked for")
    total = sum(word_count(seeds.articles[article_id].text) for article_id in sources_of(case, seeds))
    if not total:
        return Score(value=None, undefined="there is no source")
    ratio, (least, most) = word_count(reply.text) / total, case.summary.compression
    return Score(value=float(least <= ratio <= most), reason=f"{ratio:.3f} of the sources, {least} to {most}")


def novel_numbers(case: Case, reply: Reply, seeds: Seeds) -> Score:
    """How many numbers, dates included, the summary has and no source has."""
    if case.summary is None:
        return Score(value=None, undefined="not a summary")
    sources = [seeds.articles[article_id] for article_id in sources_of(case, seeds)]
    texts = [read(f"{seed.title}\n{seed.text}") for seed in sources]
    held = {value for text in texts for value in said(text.numbers)}
    held |= {("number", float(part)) for text in texts for day in text.days for part in _parts(day)}
    held |= {("number", float(part)) for seed in sources if seed.published_at for part in
             (seed.published_at.year, seed.published_at.day)}  # fmt: skip
    mine = sorted(said(reply.reading.numbers)) + [
        ("number", float(part)) for day in reply.reading.days if day.has_month for part in _parts(day)
    ]
    novel = [value for value in mine if value not in held]
    shown = ", ".join(f"{value:g} ({kind})" for kind, value in novel)
    return Score(
        value=float(len(novel)), reason=f"in no source: {shown}" if novel else "all are in the sources"
    )


def _parts(day: object) -> list[int]:
    return [part for part in (getattr(day, "year", None), getattr(day, "day", None)) if part is not None]
