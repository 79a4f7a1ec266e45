"""Sentences with exact offsets.

One regex finds the places where a sentence may end; a decision on each looks only at the sentence so far and
at the start of what follows. So a slice cut at sentence borders splits as it did in the whole text, in linear
time.

Lines: a blank line always ends a sentence; headings, list items, quoted lines, table rows and fences stand
alone. A single newline ends one too, unless it only wraps: the next line starts in lower case, or this one
breaks off on a comma, a dash or a word that nothing ends on, or is as long as wrapped lines are and the next
isn't longer. (A heading of that length with no blank line after it is taken along: nothing tells it apart.)
"""

import re

from app.models import Span

_LATIN_STOPS = ".!?…‽؟۔।॥։።"
_WIDE_STOPS = "。！？｡"
_CLOSERS = re.escape("\"'”’»)]}」』“‘«*_`¹²³⁴⁵⁶⁷⁸⁹⁰")
_WIDE_CLOSERS = re.escape("\"'”’)]}」』）】〉》")

# Every repeat is possessive: nothing is tried twice. The lookbehinds look at the first character.
_PLACE = re.compile(
    rf"[{_LATIN_STOPS}{_WIDE_STOPS}\n]"
    rf"(?:(?<=\n)|(?<=[{_WIDE_STOPS}])[{_WIDE_STOPS}!?…{_WIDE_CLOSERS}]*+"
    rf"|(?:[{_LATIN_STOPS}{_CLOSERS}]|\[[\w ]{{1,20}}\]|[ \xa0\u202f]»(?!\w))*+)"
)
_SPACE = re.compile(r"\s*+")
_OPENERS = r"[\"'“”‘’„«»(\[{¿¡*_`—–-]{0,6}+ ?+"
_OPENING = re.compile(_OPENERS)
_NEXT_WORD = re.compile(rf"{_OPENERS}([^\W\d_]++)(?!\.)")
_LAST_TOKEN = re.compile(r"[^\W_][\w.]*\Z")
_LAST_WORD = re.compile(r"[^\W\d_]+\.?\Z")
_SPEECH = re.compile(
    r"(?:\w++ ){1,3}(?:said|says|asked|asks|added|told|tells|replied|wrote|wondered|shouted|cried|answered)\b"
)
_WHOLE_LINE = re.compile(r"#{1,6}(?!\S)|\||```|~~~")
_BLOCK = re.compile(r"#{1,6}(?!\S)|\||```|~~~|>|[-=*_]{3}|[-*+•‣◦▪●](?!\S)|\(?[0-9]{1,3}[.)](?!\S)")
_ENUMERATOR = re.compile(r"[(\[]?(?:[0-9]{1,3}|[A-Za-z]|[ivx]{1,5}|[IVX]{1,5})\Z")
_IN_A_ROW = re.compile(r"[;:(] ?[0-9]{1,2}\Z")  # "were: 1. Peru; 2. Chile"
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_]){0,4}\Z")  # also U.S and p.m
_ROMAN_OR_DIGIT = re.compile(r"[0-9]|[IVXLC]+\b")

_WINDOW = 24  # longer than any abbreviation, so that a token cut off by it is none
_WRAPPED_LEAST, _WRAPPED_MOST = 45, 100  # lengths of a line that was wrapped; headings tend to be shorter


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Never the end, whatever follows.
_BEFORE_NAMES = _words(
    "mr mrs ms mx dr drs prof profs gen gens col lt sgt capt cmdr cpl adm maj brig gov govs sen sens rep "
    "reps pres rev hon messrs mme mlle ste supt insp amb v vs e.g i.e cf viz ca approx"
)
_SHORT_MONTHS = _words("jan feb mar apr jun jul aug sep sept oct nov dec")
_MONTHS = _SHORT_MONTHS | _words(
    "january february march april may june july august september october november december"
)
# Not the end before a number.
_BEFORE_NUMBERS = _SHORT_MONTHS | _words(
    "no nos vol vols pp fl pg fig figs art arts ch chap par para nr op cl eq sec ver"
)
# The end only when a word follows that opens sentences; the second when capitalised ("Ill.", not "ill.").
_UNSURE = _words(
    "jr sr inc corp co cos ltd llc plc bros dept est etc al ave blvd rd hwy bldg asst atty ph.d eds trans "
    "pty bn mn tn km kg cm mm lb oz hr hrs"
)
_UNSURE_NAMES = _words(
    "st mt ft fr dir det dep int intl univ assn comm ala ariz ark calif colo conn del fla ga ill ind kan ky "
    "la md mass mich minn miss mo mont neb nev okla ore pa penn tenn tex va vt wash wis wyo ont que mon tue "
    "tues wed thu thur thurs fri ed"
)
_OPENING_WORDS = _words(
    "The A An He She It They We I You In On At By But And So Yet Or If When While As After Before Since "
    "Because Although Though However Meanwhile Moreover This That These Those There Here His Her Its Their "
    "Our My Your What Who Why How Where Which For From To With Without Under Over During Both Some Many "
    "Most Several Such All Each Every No Not Nor Another Other Others Analysts Officials Critics Experts "
    "Earlier Later Last Next Now Then Today Yesterday Once Only Also Still According Despite Instead Until "
    "Between Among Even Neither"
)
# No heading and no line of a list ends on one of these.
_GOES_ON = _words(
    "a an the of to in on at by for with from into onto upon as and or but nor than that which who whom "
    "whose is are was were be been being has have had will would shall should can could may might must not "
    "its his her their our your my this these those about after against among around because before between "
    "during since through toward towards under until when where while without within if also both either "
    "neither each every president premier minister chairman secretary mr mrs ms dr"
)
_NOT_AFTER_QUOTE = frozenset("とって、，,;")  # what a quoted sentence in CJK text goes on with


def sentence_spans(text: str) -> list[Span]:
    """The sentences, ordered and trimmed: each character that isn't white space is in exactly one."""
    spans: list[Span] = []
    start = _skip_space(text, 0)
    position = start
    while start < len(text):
        if position == start and _WHOLE_LINE.match(text, start):
            position = _line_end(text, start)
        place = _PLACE.search(text, position)
        if place is None:
            break
        following = _skip_space(text, place.end())
        if _is_end(text, start, place, following):
            end = place.start() if place[0] == "\n" else place.end()
            spans.append(Span(start, start + len(text[start:end].rstrip())))
            start = following
        position = following
    if start < len(text):
        spans.append(Span(start, start + len(text[start:].rstrip())))
    return spans


def _skip_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _line_end(text: str, position: int) -> int:
    newline = text.find("\n", position)
    return len(text) if newline < 0 else newline


def _is_end(text: str, start: int, place: re.Match[str], following: int) -> bool:
    mark, end = place[0], place.end()
    if following >= len(text):
        return True
    newlines = text.count("\n", place.start(), following)
    if newlines > 1:
        return True
    if (
        newlines
        and _BLOCK.match(text, following)
        and not _splits_a_date(text, start, place.start(), following)
    ):
        return True
    if mark == "\n":
        return not _wraps(text, start, place.start(), following)
    if mark[0] in _WIDE_STOPS:
        return not (mark[-1] not in _WIDE_STOPS and text[end] in _NOT_AFTER_QUOTE)
    return following > end and _ends_here(text, start, place, following)


def _ends_here(text: str, start: int, place: re.Match[str], following: int) -> bool:
    """Whether a sentence ends at a stop that white space follows."""
    mark, stop = place[0], place.start()
    if _goes_on_lower(text, following) or text[following] in ",;:)]}.?!…”»":
        return False
    before = text[max(start, stop - _WINDOW) : stop]
    if before.endswith(("(", "[")) and mark[-1] in ")]":  # "(!)", "[...]"
        return False
    if mark != "." and not mark.strip(".…"):
        return not before[-1:].isspace()  # a spaced ellipsis stands for words left out
    if "!" in mark or "?" in mark:
        return mark[-1] in _LATIN_STOPS or not _SPEECH.match(text, following)
    if mark != ".":
        return True
    if before.endswith(". "):  # ". . ."
        return False
    return _ends_after_token(text, text[start:stop] if stop - start < 8 else "", before, following)


def _ends_after_token(text: str, opening: str, before: str, following: int) -> bool:
    """Whether a single full stop ends a sentence, by the token that it stands after."""
    if _IN_A_ROW.search(before) or (opening and _ENUMERATOR.match(opening)):
        return False
    match = _LAST_TOKEN.search(before)
    if match is None:
        return True
    token = match[0].lower()
    if token in _BEFORE_NAMES:
        return False
    if token in _BEFORE_NUMBERS:
        return not _ROMAN_OR_DIGIT.match(text, following)
    capital = match[0][0].isupper()
    if token in _UNSURE or (capital and token in _UNSURE_NAMES) or _INITIALS.match(token):
        return _opens_a_sentence(text, following)
    return True


def _opens_a_sentence(text: str, following: int) -> bool:
    word = _NEXT_WORD.match(text, following)
    return word is not None and word[1] in _OPENING_WORDS


def _goes_on_lower(text: str, following: int) -> bool:
    opening = _OPENING.match(text, following)
    first = opening.end() if opening else following
    return (
        text[first : first + 1].islower() and not text[first + 1 : first + 2].isupper()
    )  # "iPhone" may open


def _splits_a_date(text: str, start: int, newline: int, following: int) -> bool:
    word = _LAST_WORD.search(text[max(start, newline - _WINDOW) : newline].rstrip())
    return word is not None and word[0].lower().rstrip(".") in _MONTHS and text[following].isdigit()


def _wraps(text: str, start: int, newline: int, following: int) -> bool:
    """Whether a sentence goes on after a single newline that no stop stands before."""
    if _WHOLE_LINE.match(text, start):
        return False
    if _goes_on_lower(text, following) or _splits_a_date(text, start, newline, following):
        return True
    before = text[max(start, newline - _WINDOW) : newline].rstrip()
    if before.endswith((",", ";", "-", "–", "—", "&", "/", "(")):
        return True
    word = _LAST_WORD.search(before)
    if word is not None and word[0].lower().rstrip(".") in _GOES_ON:
        return True
    return not before.endswith(":") and _is_as_long_as_wrapped(text, start, newline, following)


def _is_as_long_as_wrapped(text: str, start: int, newline: int, following: int) -> bool:
    window = max(start, newline - _WRAPPED_MOST - 1)
    line = text[max(window, text.rfind("\n", window, newline) + 1) : newline].strip()
    place = _PLACE.search(text, following, following + _WRAPPED_MOST + 1)
    upto = place.start() if place else following + _WRAPPED_MOST + 1
    return (
        _WRAPPED_LEAST <= len(line) <= _WRAPPED_MOST and len(text[following:upto].rstrip()) <= _WRAPPED_MOST
    )
