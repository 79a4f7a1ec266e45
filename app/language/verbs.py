"""Finite verbs, told by their form and their neighbours: enough to see who does what in plain prose."""

import re
from collections.abc import Sequence

from app.language.words import Word, fold, stem


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


BE = _set("am is are was were be been being")
AUXILIARIES = BE | _set("has have had having do does did will would can could may might must shall should")
PRONOUNS = _set("i he she it they we you who which that there")
ARTICLES = _set("a an the this these those his her its their our my your each every some any no all both")
PREPOSITIONS = _set(
    """about above across after against along among around at before behind below beside between beyond by
    despite during for from in inside into near of off on onto outside over past per since through throughout
    to toward towards under until upon via with within without as"""
)
_OF_A_PEOPLE = re.compile(
    r"(?:ese|ian|ean|ish|can|man|nch|ern|tch|iss|eek)$|^U\.?S\.?A?$|^U\.?K\.?$|^EU$|['’]s$"
)

# Base, past and participle; a participle that is the past form is left out.
_IRREGULAR = """
arise arose arisen, bear bore born, beat beat beaten,
become became, begin began begun, bite bit bitten, blow blew blown,
break broke broken, bring brought, build built, buy bought, catch caught, choose chose chosen, come came,
cut cut, deal dealt, draw drew drawn, drive drove driven, fall fell fallen, feed fed, fight fought,
find found, flee fled, fly flew flown, forbid forbade forbidden, forget forgot forgotten,
forgive forgave forgiven, hear heard, hide hid hidden, oversee oversaw overseen, shake shook shaken,
sing sang sung, undergo underwent undergone, uphold upheld, withstand withstood, give gave given,
go went gone, grow grew grown,
hold held, hit hit, hurt hurt, keep kept, know knew known, lay laid, lead led, leave left, lend lent,
lose lost, make made, mean meant, meet met, overthrow overthrew overthrown, overtake overtook overtaken,
pay paid, put put, rise rose risen, run ran, say said, see saw seen, seek sought, sell sold, send sent,
set set, shoot shot, show showed shown, sink sank sunk, sit sat, speak spoke spoken, spend spent, stand stood,
steal stole stolen, strike struck, sue sued, swear swore sworn, take took taken, teach taught, tell told,
think thought, throw threw thrown, understand understood, win won,
withdraw withdrew withdrawn, write wrote written
"""
_BASE_OF = {form: forms.split()[0] for forms in _IRREGULAR.split(",") for form in forms.split()[1:]}
_PLAIN = {forms.split()[0] for forms in _IRREGULAR.split(",")} | _set(
    """accept accuse add address admit affect aim allow announce answer appear approve argue arrest arrive ask
    attack attend back believe belong blame call carry charge claim concern contain continue contribute cost
    cover create criticise criticize cross declare decide defeat denounce deny describe destroy develop direct
    employ enter exceed exist expect export face follow fund hire host impose include increase insist invade
    join judge kill launch levy like limit live love mark mention move name need note offer open oppose order
    own plan play praise produce promise protect publish raise reach receive reject remain report represent
    rest sanction serve share sign start stay support sue suggest supply tax thank threaten trade use visit
    vote wage want warn welcome work"""
)
_NOT_VERBS = _set("hundred indeed united speed need seed breed naked sacred wicked red bed")

_SPEECH = """
say tell speak state declare announce insist stress note warn describe call address add explain remark claim
report maintain assert affirm mention confirm admit acknowledge emphasise emphasize underline contend suggest
write argue believe think judge reckon opine conclude consider
"""
# What is so by their word alone; "announce", "confirm" and "admit" stand for it.
_VOICING = """
say tell add explain remark note stress claim insist maintain assert allege argue believe think judge
reckon opine conclude consider contend suggest
"""
PLAIN_SPEECH = frozenset(
    stem(verb) for verb in ("say", "tell", "speak", "state", "add", "call", "describe", "address")
)
SPEECH = frozenset(stem(verb) for verb in _SPEECH.split())
VOICING = frozenset(stem(verb) for verb in _VOICING.split())
# Verbs that mean the same with subject and object exchanged, and those whose object the subject makes.
_MUTUAL = """
meet talk marry join share border trade stand sit work discuss negotiate cooperate be have
resemble equal
"""
MUTUAL = frozenset(stem(verb) for verb in _MUTUAL.split())
# Those of them that hand a thing over when they have an object: "traded the keeper to the Owls".
HANDING = frozenset(stem(verb) for verb in _set("trade marry join share"))
# Verbs that say little without their object, and "took place".
LIGHT = frozenset(stem(verb) for verb in _set("take make hold have give get do go come place part"))
# Verbs for what someone is called.
NAMING = frozenset(
    stem(verb)
    for verb in _set(
        "call address describe refer speak name label dub term hail greet style brand characterise"
    )
)
_MAKING = "set put impose levy place issue launch wage start make announce write charge raise"
MAKING = frozenset(stem(verb) for verb in _MAKING.split())


def verb_key(word: Word) -> str:
    """The stem of a verb's base form: "held" and "holds" are one."""
    folded = fold(word.text)
    return stem(_BASE_OF[folded]) if folded in _BASE_OF else word.stem


def is_past(word: Word) -> bool:
    """Whether a word is a past form or a participle: "set", "taken", "tightened"."""
    folded = fold(word.text)
    return folded in _BASE_OF or (folded.endswith("ed") and len(folded) > 4 and folded not in _NOT_VERBS)


def is_base(word: Word) -> bool:
    """Whether a word is the base form of a verb that is known: "buy", "accuse"."""
    return fold(word.text) in _PLAIN


def is_finite(found: Sequence[Word], place: int) -> bool:
    """Whether a word is the verb of a clause, or an auxiliary that leads one in."""
    word = fold(found[place].text)
    before = fold(found[place - 1].text) if place else ""
    if found[place].text[0].isupper() or before in ARTICLES:
        return False
    if word in AUXILIARIES:
        return word not in ("be", "been", "being", "having") and before != "to"
    if is_past(found[place]):
        after = fold(found[place + 1].text) if place + 1 < len(found) else ""
        is_reduced = after == "by" and before not in ("and", "or", "but")  # "a train operated by the city"
        return before not in PREPOSITIONS and not is_reduced
    return _is_present(found, place, word, before)


def _is_present(found: Sequence[Word], place: int, word: str, before: str) -> bool:
    """A present form: "Xi names", "exports face"; a noun has a preposition or an adjective before it."""
    if not place or before in PREPOSITIONS or before in AUXILIARIES:
        return False
    if _OF_A_PEOPLE.search(found[place - 1].text):  # "Chinese exports", "Putin's visit"
        return False
    base = word.removesuffix("es") if word.removesuffix("es") in _PLAIN else word.removesuffix("s")
    base = word[:-3] + "y" if word.endswith("ies") else base
    subject = before in PRONOUNS or found[place - 1].text[0].isupper() or before.endswith("ly")
    if word != base:
        return base in _PLAIN and (subject or _is_noun_like(found[place - 1]))
    return base in _PLAIN and (subject or before.endswith("s") or before == "and")


def _is_noun_like(word: Word) -> bool:
    return not word.is_stop and not word.text.endswith(("s", "al", "ic", "ive", "ous"))
