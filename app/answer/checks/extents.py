"""Whether a claim says no more of a thing than its evidence: not "all" for "most", "only" for "first".

A quantity fails only when the evidence has another one of the same thing, in what is most like the claim.
"All visitors" beside "the visitors" fails nothing: the article may mean all of them.
"""

import re
from collections.abc import Sequence

from app.language.clauses import Clause, clauses
from app.language.quantifiers import Extent, Quantified, quantified

# What of the evidence a claim of each extent goes beyond, or stays too far under.
_CONFLICTS = {
    Extent.ALL: frozenset(Extent) - {Extent.ALL},
    Extent.ALMOST: frozenset({Extent.MOST, Extent.MANY, Extent.SOME, Extent.FEW}),
    Extent.MOST: frozenset({Extent.MANY, Extent.SOME, Extent.FEW}),
    Extent.MANY: frozenset({Extent.FEW}),
    Extent.FEW: frozenset({Extent.MANY, Extent.MOST, Extent.ALMOST, Extent.ALL}),
}
_THE = "(?:the|its|their|his|her)"
_RANKED = r"(?P<of>\w{3,}est|(?:most|least)\s+\w+)"
_ORDINAL = r"second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:nd|rd|th)"
_LESS_THAN_FIRST = re.compile(
    rf"\b(?:(?:{_ORDINAL})[\s-]+|(?:one|some|two|three) of {_THE} |among {_THE} )" + _RANKED,
    re.IGNORECASE,
)
_FIRST = re.compile(rf"(?:\b{_THE}|['’]s)\s+{_RANKED}\b", re.IGNORECASE)
_ONLY = re.compile(rf"\b{_THE}\s+(?:only|sole)\s+(?P<of>\w+)", re.IGNORECASE)
_NOT_ONLY = rf"\b(?:first|last|youngest|oldest|{_ORDINAL})\s+{{0}}\b|\bone of {_THE}\s+(?:\w+\s+)?{{0}}"


def extents_hold(claim: str, evidence: Sequence[str]) -> bool:
    """False when the evidence has another quantity of a thing, a lower rank, or others beside the only."""
    texts = " \n".join(evidence)
    return not (
        _is_ranked_higher(claim, texts)
        or _is_only_of_several(claim, texts)
        or any(_is_another_extent(claim, one, evidence) for one in quantified(claim))
    )


def _is_ranked_higher(claim: str, evidence: str) -> bool:
    wanted = {_one(match["of"]) for match in _FIRST.finditer(claim)}
    wanted -= {_one(match["of"]) for match in _LESS_THAN_FIRST.finditer(claim)}
    lower = [match for match in _LESS_THAN_FIRST.finditer(evidence) if _one(match["of"]) in wanted]
    starts = {match.start("of") for match in lower}
    first = {_one(match["of"]) for match in _FIRST.finditer(evidence) if match.start("of") not in starts}
    return any(_one(match["of"]) not in first for match in lower)


def _is_only_of_several(claim: str, evidence: str) -> bool:
    for match in _ONLY.finditer(claim):
        thing = re.escape(match["of"])
        is_only = re.search(rf"\b(?:only|sole)\s+(?:\w+\s+)?{thing}", evidence, re.IGNORECASE)
        if not is_only and re.search(_NOT_ONLY.format(thing), evidence, re.IGNORECASE):
            return True
    return False


def _is_another_extent(claim: str, wanted: Quantified, evidence: Sequence[str]) -> bool:
    if wanted.extent not in _CONFLICTS:
        return False
    clause = _around(claim, wanted.start)
    if clause is None:
        return False
    said = clause.stems - ({wanted.head} if wanted.head else set())
    shared = [(len(said & other.stems), text, other) for text in evidence for other in clauses(text)]
    most = max((count for count, *_ in shared), default=0)
    if most < max(1, len(said) / 2):
        return False
    found = [
        one.extent
        for count, text, other in shared
        if count == most
        for one in quantified(text)
        if other.start <= one.start < other.end and one.head in (wanted.head, None)
    ]
    return bool(found) and all(extent in _CONFLICTS[wanted.extent] for extent in found)


def _around(text: str, place: int) -> Clause | None:
    return next((one for one in clauses(text) if one.start <= place < one.end), None)


def _one(text: str) -> str:
    return " ".join(text.lower().split())
