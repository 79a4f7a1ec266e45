"""Whether a full stop ends a sentence or only an abbreviation, an initial or a number in a list.

The decision looks at the sentence so far and at the two words that follow the stop.
"""

import re

from app.language.date_parts import MONTHS
from app.language.name_words import CONNECTORS, is_ordinary

WINDOW = 24  # longer than any abbreviation with a label before it, so that a token cut off by it is none
OPENERS = r"[\"'“”‘’„«»(\[{¿¡*_`—–-]{0,6}+ ?+"

_NEXT_WORD = re.compile(rf"{OPENERS}([^\W\d_]++)(?!\.)")
_THEN_LOWER = re.compile(r" (?P<letter>[^\W\d_])")
_PARTICLE_AND_NAME = re.compile(r"([^\W\d_]++) (?P<letter>[^\W\d_])")
_LAST_TOKEN = re.compile(r"[^\W_][\w.]*\Z")
_WORD_BEFORE = re.compile(r"([^\W\d_]+) +\Z")
_QUANTITY_BEFORE = re.compile(r"(?:\d|\d-|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|few)) ?\Z")
_ENUMERATOR = re.compile(r"[(\[]?(?:[0-9]{1,3}|[A-Za-z]|[ivx]{1,5}|[IVX]{1,5})\Z")
_IN_A_ROW = re.compile(r"[;:(] ?[0-9]{1,2}\Z")  # "were: 1. Peru; 2. Chile"
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_]){0,4}\Z")  # also U.S and p.m
_ROMAN_OR_DIGIT = re.compile(r"[0-9]|[IVXLC]+\b")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Never the end, whatever follows.
_BEFORE_NAMES = _words(
    "mr mrs ms mx dr drs prof profs gen gens col lt sgt capt cmdr cpl adm maj brig gov govs sen sens rep "
    "reps pres rev hon messrs mme mlle ste supt insp amb v vs e.g i.e cf viz ca approx"
)
_SHORT_MONTHS = _words("jan feb mar apr jun jul aug sep sept oct nov dec")
MONTH_WORDS = _SHORT_MONTHS | {month.lower() for month in MONTHS}
# Not the end before a number.
_BEFORE_NUMBERS = _SHORT_MONTHS | _words(
    "no nos vol vols pp fl pg fig figs art arts ch chap par para nr op cl eq sec ver"
)
# After a number these end a sentence when a capital follows ("5 kg. Anna left."): no name begins with a unit.
_UNITS = _words("bn mn tn km kg cm mm lb oz hr hrs")
# The end only when a word follows that opens sentences; the second when capitalised ("Ill.", not "ill.").
_UNSURE = _UNITS | _words(
    "jr sr inc corp co cos ltd llc plc bros dept est etc al ave blvd rd hwy bldg asst atty ph.d eds trans pty"
)
_UNSURE_NAMES = _words(
    "st mt ft fr dir det dep int intl univ assn comm ala ariz ark calif colo conn del fla ga ill ind kan ky "
    "la md mass mich minn miss mo mont neb nev okla ore pa penn tenn tex va vt wash wis wyo ont que mon tue "
    "tues wed thu thur thurs fri ed"
)
# Words that a letter stands after as a label, so that it is no initial: "Plan B".
_LABELLED = _words(
    "plan option team group class grade section part type figure table appendix exhibit terminal gate "
    "block zone level series category annex schedule vitamin hepatitis influenza building hall room wing "
    "phase division league pool stand route line point person product sample version variant"
)
_OPENING_WORDS = _words(
    "The A An He She It They We I You In On At By But And So Yet Or If When While As After Before Since "
    "Because Although Though However Meanwhile Moreover This That These Those There Here His Her Its Their "
    "Our My Your What Who Why How Where Which For From To With Without Under Over During Both Some Many "
    "Most Several Such All Each Every No Not Nor Another Other Others Analysts Officials Critics Experts "
    "Earlier Later Last Next Now Then Today Yesterday Once Only Also Still According Despite Instead Until "
    "Between Among Even Neither"
)


def full_stop_ends(text: str, start: int, stop: int, following: int) -> bool:
    """Whether the stop at `stop` ends the sentence from `start`; `following` is where the text goes on."""
    before = text[max(start, stop - WINDOW) : stop]
    if _IN_A_ROW.search(before) or (stop - start < 8 and _ENUMERATOR.match(text[start:stop])):
        return False
    match = _LAST_TOKEN.search(before)
    if match is None or before[: match.start()].endswith(("'", "’")):  # "don't."
        return True
    token = match[0].lower()
    if token in _BEFORE_NAMES:
        return False
    if token in _BEFORE_NUMBERS:
        return not _ROMAN_OR_DIGIT.match(text, following)
    if token in _UNSURE or (match[0][0].isupper() and token in _UNSURE_NAMES):
        return _opens_a_sentence(text, following) or _abbreviation_ends(
            token, before[: match.start()], text, following
        )
    if _INITIALS.match(token):
        return _opens_a_sentence(text, following) or _letter_ends(
            match[0], before[: match.start()], text, following
        )
    return True


def opens_with_particle(text: str, following: int) -> bool:
    """Whether the text goes on with a name whose first word is small: "de Gaulle"."""
    match = _PARTICLE_AND_NAME.match(text, following)
    return match is not None and match[1] in CONNECTORS and match["letter"].isupper()


def _opens_a_sentence(text: str, following: int) -> bool:
    word = _NEXT_WORD.match(text, following)
    return word is not None and word[1] in _OPENING_WORDS


def _abbreviation_ends(token: str, before: str, text: str, following: int) -> bool:
    """A unit after its number; or a name ("Oxford Univ.") before an ordinary word and one in lower case."""
    word = _NEXT_WORD.match(text, following)
    if word is None or not word[1][0].isupper():
        return False
    if token in _UNITS and _QUANTITY_BEFORE.search(before):
        return True
    named = _WORD_BEFORE.search(before)
    then = _THEN_LOWER.match(text, word.end())
    return (
        named is not None
        and named[1][0].isupper()
        and then is not None
        and then["letter"].islower()
        and is_ordinary(word[1].lower())
    )


def _letter_ends(token: str, before: str, text: str, following: int) -> bool:
    """A single letter that is no initial: a label, or one that a lone letter follows ("A met B. B won.")."""
    if len(token) > 1 or not token.isupper():
        return False
    word = _NEXT_WORD.match(text, following)
    if word is None or not word[1][0].isupper():
        return False
    label = _WORD_BEFORE.search(before)
    alone = len(word[1]) == 1 and text[word.end() : word.end() + 1] == " "
    return alone or (label is not None and label[1].lower() in _LABELLED)
