"""Word tokens with their stems, and the function words that carry no content."""

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from app.language.irregular import BASE_FORMS

_FUNCTION_WORDS = """
a about above across after again against all along also although am among an and another any are
around as at be because been before being below between both but by can cannot could did do does
doing done down during each either else ever every few for from further had has have having he hence
her here hers herself him himself his how however i if in into is it its itself just may me might
mine more most much must my myself neither no nor not of off on once one only onto or other others
our ours ourselves out over own per rather same shall she should since so some such than that the
their theirs them themselves then there therefore these they this those through thus to too under
until up upon us very via was we were what when where whether which while who whom whose why will
with within without would yet you your yours yourself
"""
STOP_WORDS: frozenset[str] = frozenset(_FUNCTION_WORDS.split())

LEAST_KIN = 4  # letters that two stems of one family share
_LONGEST_WORD = 64  # a longer run of letters is no English word: it is neither stemmed nor cached
_CACHED_WORDS = 65_536  # about 10 MB; the vocabulary of a large English collection
_UPPER_CASE_HOMOGRAPHS = frozenset({"US", "IT", "WHO"})  # acronyms that look like stop words in lower case

# Dotted initials ("U.S"), then numbers with their separators, then letters with inner apostrophes.
_WORD = re.compile(
    r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?![^\W_])"
    r"|\d+(?:[.,]\d+)+(?![^\W_])"
    r"|[^\W_][^\W_\u0300-\u036f\u00ad]*(?:[\u0300-\u036f\u00ad]+[^\W_]*)*"
    r"(?:['’ʼ][^\W_]+[\u0300-\u036f]*)*"
)
_FOLDED_LETTERS = str.maketrans(
    {"’": "'", "ʼ": "'", "‘": "'", "\u00ad": None, "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th"}
    | {"æ": "ae", "œ": "oe", "ı": "i"}
)
_CONTRACTION = re.compile(r"'(?:s|re|ve|ll|d|m)$")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)+")

_stemmer = snowballstemmer.stemmer("english")
_stemmer_lock = threading.Lock()  # the stemmer keeps the word it works on in itself


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: `text[start:end]`, its stem, and whether it is a function word."""

    text: str
    stem: str
    start: int
    end: int
    is_stop: bool


def words(text: str) -> list[Word]:
    """The words of a text in order; hyphens separate words, inner apostrophes don't."""
    found = []
    for match in _WORD.finditer(text):
        token = match[0]
        stem, is_stop = _analysed(token) if len(token) <= _LONGEST_WORD else (fold(token), False)
        found.append(Word(token, stem, match.start(), match.end(), is_stop))
    return found


def content_stems(text: str) -> list[str]:
    """The stems of the words of a text that aren't function words, in order."""
    return [word.stem for word in words(text) if not word.is_stop]


def are_kin(one: str, other: str) -> bool:
    """Whether two stems are one, or one grew from the other: "merge" and "merger"."""
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) >= LEAST_KIN and longer.startswith(shorter))


def fold(text: str) -> str:
    """A text without case, diacritics and typographic apostrophes, to compare by, not to count in."""
    lowered = text.casefold()
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFKD", lowered.translate(_FOLDED_LETTERS))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@lru_cache(maxsize=_CACHED_WORDS)
def stem(word: str) -> str:
    """The Snowball English stem of a folded word, of an irregular form that of its base."""
    with _stemmer_lock:
        return str(_stemmer.stemWord(BASE_FORMS.get(word, word)))


@lru_cache(maxsize=_CACHED_WORDS)
def _analysed(token: str) -> tuple[str, bool]:
    """The stem of a token as written, and whether it is a function word."""
    if _NUMBER.fullmatch(token):
        return token.replace(",", ""), False
    base = _CONTRACTION.sub("", fold(token))
    if "." in token or token in _UPPER_CASE_HOMOGRAPHS:
        return base.replace(".", ""), False
    return stem(base), base in STOP_WORDS or base.endswith("n't")
