"""Which capitalised words begin a sentence, name an office or a day, and so aren't names by themselves."""

import re

from app.language.date_parts import MONTHS, WEEKDAYS

_PARTICLES = """
al bin bint da de del della den der des di du el ibn la le of ter the van von y
"""
CONNECTORS = frozenset(_PARTICLES.split())
_OFFICES = """
ambassador capt chairman chairperson chairwoman chancellor col congressman congresswoman dame dr gen
gov governor leader leaders lt mayor minister ministers miss mr mrs ms premier president presidents
prime prof professor rep representative secretary sen senator sgt sir spokesman spokesperson
spokeswoman vice-president
"""
TITLES = frozenset(_OFFICES.split())
_RANKS = """
acting defence defense deputy finance foreign former interim interior vice
"""
TITLE_MODIFIERS = frozenset(_RANKS.split())
DAYS_AND_MONTHS = frozenset(
    [name.lower() for name in (*WEEKDAYS, *MONTHS)] + [f"{weekday.lower()}s" for weekday in WEEKDAYS]
)
MONTHS_THAT_ARE_NAMES = frozenset({"april", "may", "june", "august"})  # Theresa May
_SHORTENED = """
capt co col corp dr gen gov inc jr lt ltd mr mrs ms no prof rep sen sgt sr st vs
"""
ABBREVIATIONS = frozenset(_SHORTENED.split())

# Words that often open a sentence and that neither the stop words nor the endings below show to be ordinary.
_OPENING_WORDS = """
access according adult afterward afterwards aid air aircraft almost amongst analysis analysts anger
angry anti armed art article aside back backward bad banks besides better big billion black blood blue
born both bread building burning business camp care case cash cause century chance change child children
church city class close coal cold common compact company compared concern court crime critics crowds
culture current cut daily damage data days death debt deep demand despite details dozens drug due
dynamic earlier early earth east economy eight eighteen eighty eleven energy enough entire even evidence
except experts eyewitnesses failure fair faith family farmers fear federal fewer fifteen fifth fifty
fire first five flag food force forces foreign forty forward four fourth free fresh friends fuel full
further furthermore gas general given global gold good government great green ground group growth guest
guests half hard health heavy help high history home hope house huge human hundreds ice immune
individual industry informal inside instead interest international key labor labour land large larger
last late later law lawyers leaders least less let life light like likewise little local long low lower
main major man many maybe meanwhile meat media member men middle military million minor modern money
moreover multiple music natural nature near nearly nevertheless new newer next nine nineteen ninety
noble nobody non none nonetheless normal north nothing now number often oil old older one online open
opponents order otherwise outside overall own paper part past peace peer people perhaps plans please
police poor power present press price prior private problem progress public quite rain rather recent red
regardless research reward rich right rising rival river road rule safe sales school science scientific
sea season second secondary see senior seven seventeen seventy several severe shares sharp short similar
similarly simple six sixteen sixty small smaller so-called society soft sometime sometimes somewhat
somewhere soon sources south space special spring staff state steam steel still stock strong summer
supplementary supply support sure systemic talk talks taxes team tech teenage ten tens third thirteen
thirty though thousands three throughout time today together tomorrow tonight total tough toward towards
trade travel troops trust twelve twenty two type unless unlike upper use using usual veteran victory
virtually voters war water way weak weather week well west western whereas white whoever wide wind
winter women word work workers world worst year years yes yesterday yet young youth zero
"""
_OPENERS = frozenset(_OPENING_WORDS.split())
# Those that also begin names (Great Britain), though not before a people's word (New Chinese tariffs).
_ADJECTIVES_IN_NAMES = """
black blue central christian democratic east eastern federal general great high human international long
middle national new north northern old red republican royal social south southern state supreme united
west western white world
"""
_NAME_BEGINNINGS = frozenset(_ADJECTIVES_IN_NAMES.split())
_PEOPLE_ENDING = re.compile(r"(?:ese|ian|ish|ean|can|man|nch)s?$")
# Endings of ordinary words, apart from those that names share (Beijing, France).
_ORDINARY_ENDING = re.compile(
    r"(?:(?<![jqp])ing|(?<![mr])ed|ly|tions?|sions?|ments?|ness|[bcl]ity|ities|isms?|(?<![fr]r)ances?|ences?|ships?"
    r"|ous|ive|ives|ful|less|able|ible|ical|onal|cial|omic|hood|ers|ors|ists?|ics|(?<![iuaos])s"
    r"|wise|ever)$"
)
_LIKE_ORDINARY_WORDS = """
adams alfred algiers alice alps andes angers athens atlantic balkans beatrice beverly billy cannes
charles clarence clive collins davies emily evans flanders florence fred hague hastings hawkins
hughes italy james jenkins jones kelly lawrence lily maldives maurice meyers molly mozambique myers
naples netherlands olive pacific parsons perkins peters philippines poitiers provence rogers sally
sanders sayers sessions seychelles sicily simmons stevens tangiers ted terrence titanic venice
versailles wales williams
"""
_NAMES_WITH_SUCH_ENDINGS = frozenset(_LIKE_ORDINARY_WORDS.split())


def is_ordinary(word: str) -> bool:
    """Whether a folded word at the start of a sentence is more likely an ordinary word than a name."""
    if word in _OPENERS or word.isdigit():
        return True
    return word not in _NAMES_WITH_SUCH_ENDINGS and _ORDINARY_ENDING.search(word) is not None


def begins_name(word: str, after: str) -> bool:
    """Whether a folded ordinary word begins a name that goes on with the word after it."""
    return word in _NAME_BEGINNINGS and _PEOPLE_ENDING.search(after) is None
