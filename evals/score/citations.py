"""Citation recall and precision as ALCE has them (Gao et al. 2023, "Enabling Large Language Models to
Generate Text with Citations"), but an empty answer scores 0, an invented id costs precision, the whole text
is scored, and a place that is cited twice in a sentence counts once. The judge is `lexical_support`, so this
is not a measure of faithfulness.
"""

from dataclasses import dataclass

from evals.model import Score
from evals.score.quotes import is_exact
from evals.score.reply import Citation, Reply
from evals.score.support import Evidence, Support, lexical_support
from evals.score.text import Span
from evals.seeds import Seeds


@dataclass(frozen=True, slots=True)
class CitationScores:
    """Both sides, since they are counted in one walk."""

    recall: Score
    precision: Score


@dataclass(frozen=True, slots=True)
class _Sentence:
    support: Support
    needed: int
    cited: int
    text: str


def score_citations(reply: Reply, seeds: Seeds, *, abstaining_is_right: bool) -> CitationScores:
    """Recall over sentences, precision over citations. A right abstention has neither."""
    if reply.abstained and abstaining_is_right:
        nothing = Score(value=None, undefined="it abstained, and rightly")
        return CitationScores(nothing, nothing)
    judged = [_judge(reply, span, seeds) for span in reply.reading.sentences]
    if not judged:
        empty = Score(value=0.0, reason="an empty answer")
        return CitationScores(empty, empty)
    return CitationScores(_recall(judged), _precision(judged))


def _recall(judged: list[_Sentence]) -> Score:
    failed = [one for one in judged if not one.support.holds]
    share = 1 - len(failed) / len(judged)
    if failed:
        return Score(value=share, reason=f"{failed[0].text!r}: {failed[0].support.reason}")
    return Score(value=share, reason=f"{len(judged)} sentences follow from their quotes")


def _precision(judged: list[_Sentence]) -> Score:
    cited, needed = sum(one.cited for one in judged), sum(one.needed for one in judged)
    if not cited:
        return Score(value=0.0, reason="no sentence has a citation")
    return Score(value=needed / cited, reason=f"{needed} of {cited} citations are needed")


def _judge(reply: Reply, span: Span, seeds: Seeds) -> _Sentence:
    text = reply.reading.part(span)
    citations, invented = reply.cited_in(span)
    evidence = [evidence_of(one, seeds) for one in citations]
    found = tuple(one for one in evidence if one is not None)
    support = lexical_support(text, found, seeds.names)
    needed = sum(_is_needed(text, found, place, seeds) for place in range(len(found))) if support.holds else 0
    return _Sentence(support, needed, len(citations) + invented, text)


def _is_needed(text: str, evidence: tuple[Evidence, ...], place: int, seeds: Seeds) -> bool:
    """ALCE: a citation is irrelevant when it doesn't do alone and the others do without it."""
    alone, others = evidence[place : place + 1], evidence[:place] + evidence[place + 1 :]
    if lexical_support(text, alone, seeds.names).holds:
        return True
    return not lexical_support(text, others, seeds.names).holds


def evidence_of(citation: Citation, seeds: Seeds) -> Evidence | None:
    """What a citation brings to its sentence: words of its article, none when its quote isn't exact."""
    if citation.article_id is None or citation.quote is None or not is_exact(citation, seeds):
        return None
    return Evidence(citation.quote, seeds.articles[citation.article_id].published_at)
