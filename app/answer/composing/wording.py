"""Makes a model's claim plain text: what is read is what was verified, with no sign that misleads."""

import re
import unicodedata

from app.answer.composing.json_objects import whole_characters
from app.language.folding import PLAIN_FOR_MARKED, is_invisible

LONGEST_CLAIM = 2000  # characters; a "claim" beyond that is a page
_MOST_MARKS = 4  # on one letter; more pile up over the lines around

_PLAIN = str.maketrans(dict(PLAIN_FOR_MARKED))
# A number in brackets looks like a citation, and those are ours to set.
_MARKERS = re.compile(r"[\[［【〔][\s\d,;.:^†‡*#–—-]*[\]］】〕]")
_MOST_NESTED = 8  # markers in markers; beyond that all brackets go, as each round reads the whole text
_NO_BRACKETS = str.maketrans(dict.fromkeys("[]［］【】〔〕", " "))
_RAISED = re.compile(r"(?<![^\W\d_])[⁰¹²³⁴-⁹₀-₉]+")  # not the ones of km² and CO₂
_WORD = re.compile(r"[\w\u0300-\u036f]+")
_FOLDED_KINDS = ("<font>", "<wide>", "<circle>", "<compat>")
_OTHER_SCRIPTS = frozenset(["CYRILLIC", "GREEK", "COPTIC", "CHEROKEE", "ARMENIAN"])
_UNIT_SIGNS = frozenset("μΩ")  # Greek letters that stand with Latin ones in units, and look like none of them


def clean_claim(text: str) -> str:
    """The claim on one line, without controls, invisible signs and markers, its digits and letters plain."""
    text = whole_characters(text).translate(_PLAIN)
    text = _without_piles("".join(_plain(character) for character in text))
    text = _RAISED.sub(lambda raised: unicodedata.normalize("NFKC", raised.group()), text)
    return " ".join(_without_markers(text).split())


def mixes_scripts(text: str) -> bool:
    """True when a word has letters of Latin and of a script that looks like it: "ехаmple"."""
    if text.isascii():
        return False
    return any(_mixes(word) for word in _WORD.findall(text) if not word.isascii())


def _plain(character: str) -> str:
    if character.isascii():
        return character if character.isprintable() else " " if character.isspace() else ""
    if character.isspace():
        return " "
    if is_invisible(character) or unicodedata.category(character) == "Cc":
        return ""
    if unicodedata.decomposition(character).startswith(_FOLDED_KINDS):
        folded = unicodedata.normalize("NFKC", character)
        if folded.isascii() and any(one.isalnum() for one in folded):
            return folded
    return character


def _without_piles(text: str) -> str:
    if text.isascii():
        return text
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _without_markers(text: str) -> str:
    """The text without bracketed numbers, those that only show when inner ones are gone too."""
    for _ in range(_MOST_NESTED):
        without = _MARKERS.sub(" ", text)
        if without == text:
            return text
        text = without
    return text.translate(_NO_BRACKETS)


def _mixes(word: str) -> bool:
    scripts = {_script(character) for character in word if character.isalpha()}
    return "LATIN" in scripts and not scripts.isdisjoint(_OTHER_SCRIPTS)


def _script(character: str) -> str:
    if character.isascii():
        return "LATIN"
    return "" if character in _UNIT_SIGNS else unicodedata.name(character, "").split(" ")[0]
