"""Templates that make a claim of a true sentence: some say it in another form, some turn one thing wrong.

All are the benchmark's own and read no list or rule of the product's.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

_MONTHS = """
January February March April May June July August September October November December
""".split()  # noqa: SIM905
# "May" is taken with a number beside it alone.
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})\b(?= \d)|(?<=\d )\b({'|'.join(_MONTHS)})\b")
_YEAR = re.compile(r"\b(1[5-9]\d\d|20[0-2]\d)\b(?!s)")
_COUNT = re.compile(
    r"(?<![\d.,$£€-])\b(\d{1,3}(?:,\d{3})*)\b(?![\d.,]*\d|s\b|th\b|st\b|nd\b|rd\b|-)(?= [a-z%])"
)
_NO_NAME = (
    r"(?!(?:They|He|She|It|These|This|Those|That|There|We|You|I|Both|Some|Many|Most|One|His|Her|Its|Their)\b)"
)
_CAPITAL = r"[A-Z](?:[\w'’-]|\.(?=\w))*"  # no full stop at its end
_NAMES = _NO_NAME + rf"{_CAPITAL}(?: (?:of (?:the )?)?{_CAPITAL}){{0,3}}"
_INNER_NAME = re.compile(rf"(?<=[a-z,] )({_NAMES})")
_PASSIVE = re.compile(rf"^((?:The )?{_NAMES}) (was|were) (\w+ed) by ((?:the )?{_NAMES})(?=[ .,])")
_ACTIVE = re.compile(rf"^((?:The )?{_NAMES}) (\w+ed) ((?:the )?{_NAMES})(?=[ .,])")
_SAID = re.compile(rf"\b({_NAMES}) (said|says|argued|argues|stated|claimed|wrote|noted|suggested)\b")
_UNITS = {
    "kilometres": "metres", "kilometers": "meters", "miles": "feet", "metres": "kilometres",
    "meters": "miles", "feet": "miles", "km": "m", "m": "km", "kg": "tonnes", "tonnes": "kilograms",
    "tons": "pounds", "years": "months", "months": "years", "days": "weeks", "weeks": "days",
    "hours": "minutes", "minutes": "hours", "percent": "million", "million": "billion",
    "billion": "million", "acres": "square miles",
}  # fmt: skip
_UNIT = re.compile(rf"(?<=\d )({'|'.join(_UNITS)})\b")
_BOUNDS = {
    "more than": "less than", "less than": "more than", "at least": "at most", "over": "under",
    "fewer than": "more than", "up to": "at least", "at most": "at least",
}  # fmt: skip
_BOUND = re.compile(rf"\b({'|'.join(_BOUNDS)})(?= \d)")
_OPPOSITE_PAIRS = """
increased decreased|largest smallest|highest lowest|higher lower|won lost|before after|northern southern
eastern western|north south|east west|began ended|supported opposed|accepted rejected|rise fall|larger smaller
major minor|first last|early late|longest shortest|oldest youngest|victory defeat|strong weak|rich poor
increase decrease|allowed forbade|bought sold|gained lost|upper lower|easier harder|older younger
success failure
"""
_OPPOSITES = {
    one: other
    for pair in re.split(r"[|\n]", _OPPOSITE_PAIRS.strip())
    for one, other in (pair.split(), reversed(pair.split()))
}
_OPPOSITE = re.compile(rf"\b({'|'.join(_OPPOSITES)})\b")
_BE = re.compile(r"\b(was|were|is|are|has|have|can|could|would|will)\b(?! (?:not|no|never|been able)\b)")
_NOT = re.compile(r"\b(was|were|is|are|did|do|does|has|have|can|could|would|will) not ")
_OPENING = re.compile(rf"^(In (?:(?:{'|'.join(_MONTHS)}) )?\d{{4}}), ([A-Z][^,;]*)\.$")
_BRACKETS = re.compile(r" \([^()]*\)")
_DIGITS = dict(
    zip(
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
        map(str, range(2, 11)),
        strict=True,
    )
)
_SPELLED = re.compile(rf"\b({'|'.join(_DIGITS)})\b(?= [a-z]+s\b)")

# The sentence and its passage to a claim, None where it doesn't fit.
Template = Callable[[str, str], str | None]


def _replaced(
    pattern: re.Pattern[str], change: Callable[[re.Match[str]], str | None], text: str
) -> str | None:
    """The text with the first match changed; None when there is none, or no change for it."""
    match = pattern.search(text)
    new = change(match) if match else None
    return None if match is None or new is None else text[: match.start()] + new + text[match.end() :]


def _number(sentence: str, passage: str) -> str | None:
    def change(match: re.Match[str]) -> str | None:
        value = int(match[1].replace(",", ""))
        wrong = value + (3 if value < 30 else value // 3)
        return f"{wrong:,}" if re.search(rf"\b{wrong}\b", passage) is None else None

    return _replaced(_COUNT, change, sentence)


def _year(sentence: str, passage: str) -> str | None:
    return _replaced(_YEAR, lambda match: _unless(str(int(match[1]) - 3), passage), sentence)


def _month(sentence: str, passage: str) -> str | None:
    def change(match: re.Match[str]) -> str | None:
        return _unless(_MONTHS[(_MONTHS.index(match[0]) + 5) % 12], passage)

    return _replaced(_MONTH, change, sentence)


def _unless(new: str, passage: str) -> str | None:
    return None if new in passage else new


def _name(sentence: str, passage: str) -> str | None:
    """A name changed for another of the passage, which the sentence doesn't have."""
    others = [one for one in _INNER_NAME.findall(passage) if one not in sentence]

    def change(match: re.Match[str]) -> str | None:
        alike = [one for one in others if len(one.split()) == len(match[1].split())]
        return alike[0] if alike else None

    return _replaced(_INNER_NAME, change, sentence)


def _speaker(sentence: str, passage: str) -> str | None:
    """A speaker changed for another who says something in the passage, or else for any long name of it."""
    others = [name for name, _ in _SAID.findall(passage)]
    others += [name for name in _INNER_NAME.findall(passage) if " " in name]

    def change(match: re.Match[str]) -> str | None:
        other = next((name for name in others if name not in sentence), None)
        return f"{other} {match[2]}" if other else None

    return _replaced(_SAID, change, sentence)


def _another_count(sentence: str, passage: str) -> str | None:
    """A number changed for one that another sentence has of the same thing."""

    def change(match: re.Match[str]) -> str | None:
        thing = re.match(r" (\w+)", sentence[match.end() :])
        rest = passage.replace(sentence, " ")
        counts = re.findall(rf"\b(\d{{1,3}}(?:,\d{{3}})*) {re.escape(thing[1])}\b", rest) if thing else []
        return next((one for one in counts if one not in sentence), None)

    return _replaced(_COUNT, change, sentence)


def _without_opening(sentence: str, _: str) -> str | None:
    """ "In 1990, the firm closed." as "The firm closed in 1990." """
    match = _OPENING.match(sentence)
    if match is None:
        return None
    return f"{match[2]} {match[1][0].lower()}{match[1][1:]}."


def _active(sentence: str, _: str) -> str | None:
    def change(match: re.Match[str]) -> str:
        agent = match[4][0].upper() + match[4][1:]
        return f"{agent} {match[3]} {_inside(match[1])}"

    return _replaced(_PASSIVE, change, sentence)


def _passive(sentence: str, _: str) -> str | None:
    def change(match: re.Match[str]) -> str:
        return f"{match[3][0].upper()}{match[3][1:]} was {match[2]} by {_inside(match[1])}"

    return _replaced(_ACTIVE, change, sentence)


def _swapped_passive(sentence: str, _: str) -> str | None:
    def change(match: re.Match[str]) -> str:
        return f"{match[4][0].upper()}{match[4][1:]} {match[2]} {match[3]} by {_inside(match[1])}"

    return _replaced(_PASSIVE, change, sentence)


def _swapped_active(sentence: str, _: str) -> str | None:
    def change(match: re.Match[str]) -> str:
        return f"{match[3][0].upper()}{match[3][1:]} {match[2]} {_inside(match[1])}"

    return _replaced(_ACTIVE, change, sentence)


def _inside(name: str) -> str:
    return "the " + name.removeprefix("The ") if name.startswith("The ") else name


WRONG: Final[Mapping[str, Template]] = {
    "number changed": _number,
    "number of another": _another_count,
    "year changed": _year,
    "month changed": _month,
    "unit changed": lambda sentence, _: _replaced(_UNIT, lambda match: _UNITS[match[1]], sentence),
    "bound turned": lambda sentence, _: _replaced(_BOUND, lambda match: _BOUNDS[match[1]], sentence),
    "negated": lambda sentence, _: _replaced(_BE, lambda match: f"{match[1]} not", sentence),
    "negation dropped": lambda sentence, _: _replaced(_NOT, lambda match: f"{match[1]} ", sentence),
    "opposite word": lambda sentence, _: _replaced(_OPPOSITE, lambda match: _OPPOSITES[match[1]], sentence),
    "name of another": _name,
    "speaker changed": _speaker,
    "roles swapped, passive": _swapped_passive,
    "roles swapped, active": _swapped_active,
}
RIGHT: Final[Mapping[str, Template]] = {
    "as it stands": lambda sentence, _: sentence,
    "brackets left out": lambda sentence, _: _replaced(_BRACKETS, lambda _: "", sentence),
    "opening moved": _without_opening,
    "number in digits": lambda sentence, _: _replaced(_SPELLED, lambda match: _DIGITS[match[1]], sentence),
    "passive made active": _active,
    "active made passive": _passive,
    "said so": lambda sentence, _: (
        _replaced(_SAID, lambda match: f"{match[1]} has said", sentence)
        if " said that " in sentence
        else None
    ),
}
