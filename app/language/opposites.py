"""Words that mean the opposite of each other, so that one in place of the other is no paraphrase."""

import re

from app.language.words import stem

_GROUPS = """
high low|higher lower|highest lowest|upper lower|top bottom|first last|north south|east west
northern southern|eastern western|left right|inside outside|internal external|more less fewer
most least fewest|increase decrease reduce|rise fall|rose fell|grow shrink|expand contract|large small
big little|bigger smaller|biggest smallest|long short|longer shorter|longest shortest|major minor
majority minority|maximum minimum|strong weak|strongest weakest|good bad|better worse|best worst
easy difficult|fast slow|fastest slowest|rich poor|richest poorest|cheap expensive|hot cold|deep shallow
wide narrow|thick thin|early late|earlier later|earliest latest|ancient modern|old new|past future
begin end|began ended|start stop|open close|always never|win lose|won lost|victory defeat|success failure
succeed fail|accept reject refuse|allow forbid prohibit ban|support oppose|agree disagree|include exclude
enter leave|arrive depart leave|import export|buy sell|bought sold|lend borrow|gain lose|create destroy
attack defend|love hate|birth death|born died|male female|men women|man woman|boy girl|husband wife
father mother|son daughter|brother sister|king queen|public private|formal informal|direct indirect
legal illegal|domestic foreign|urban rural|positive negative|active passive|simple complex|common rare
primary secondary|permanent temporary|true false|superior inferior|natural artificial|guilty innocent
same different|single multiple|finite infinite|day night
"""
_PREFIXES = ("un", "in", "im", "ir", "il", "non", "dis")
_LEAST_ROOT = 4  # letters of a word after its prefix: "under" is not the opposite of "der"


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for group in re.split(r"[|\n]", _GROUPS.strip()):
        stems = frozenset(stem(word) for word in group.split())
        for one in stems:
            found[one] = found.get(one, frozenset()) | (stems - {one})
    return found


_OPPOSITES = _opposites()


def opposite_among(word: str, stems: frozenset[str]) -> bool:
    """Whether the opposite of a stem is among the stems: "low" for "high", "unequal" for "equal"."""
    if not _OPPOSITES.get(word, frozenset()).isdisjoint(stems):
        return True
    longer = len(word) >= _LEAST_ROOT and any(stem(prefix + word) in stems for prefix in _PREFIXES)
    return longer or any(
        stem(prefix + root) == word
        for prefix in _PREFIXES
        if word.startswith(prefix)
        for root in stems
        if len(root) >= _LEAST_ROOT
    )
