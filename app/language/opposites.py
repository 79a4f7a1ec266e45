"""Words that mean the opposite of each other, so that one in place of the other is no paraphrase."""

import re

from app.language.words import stem

# "#1" is how a clause counts "first": as the number one.
_GROUPS = """
high low|higher lower|highest lowest|upper lower|top bottom|first last|north south|east west
northern southern|eastern western|left right|inside outside|internal external|more less fewer
most least fewest|last #1|increase decrease reduce|rise fall|rose fell|grow shrink|expand contract|large small
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
open secret|hidden visible|current former|former present|initial final|original copy|offensive defensive
voluntary compulsory|voluntary mandatory|optional mandatory|optional required|civil military|civilian soldier
religious secular|individual collective|virtual physical|practical theoretical|abstract concrete
teacher student|teacher pupil|employer employee|buyer seller|winner loser|lender borrower|landlord tenant
parent child|uncle aunt|nephew niece|brother sister|predecessor successor|ancestor descendant|supply demand
profit loss|income expense|asset liability|cause effect|freedom slavery|entrance exit|arrival departure
senior junior|hardware software|input output|sender receiver|sent received|push pull|float sink
absent present|poverty wealth|victim perpetrator|harmful beneficial|advantage disadvantage
solid liquid gas|wet dry|fresh salt|light dark|bright dim|loud quiet|heavy light|hard soft|sharp blunt
full empty|clean dirty|front back|near far|nearest farthest|closest farthest|closest furthest|tall short
tallest shortest|highest deepest|heaviest lightest|oldest youngest|older younger|young old|newest oldest
wealthy poor|often rarely|often seldom|frequent rare|everybody nobody|everyone nobody|remember forget
reveal hide|reveal conceal|preserve destroy|obey disobey|permit forbid|permit prohibit
allow prevent|cause prevent|gather scatter|freeze melt|heat cool|warm cool|summer winter|spring autumn
morning evening|dawn dusk|sunrise sunset
northeast northwest southeast southwest|northeastern northwestern southeastern southwestern
eastward westward|northward southward|eastbound westbound|northbound southbound
upward downward|forward backward|clockwise counterclockwise|horizontal vertical|convex concave
minority majority|plural singular|odd even|sum difference|multiply divide|add subtract|add remove
red blue green yellow black white purple orange brown
carnivore herbivore|predator prey|aquatic terrestrial|inhale exhale|acid alkaline|host parasite
monarchy republic|democracy dictatorship|capitalist communist|liberal conservative|offshore onshore
surplus deficit|import export|retail wholesale|debtor creditor|plaintiff defendant|innocence guilt
rural urban|upstream downstream|inland coastal|prewar postwar|maternal paternal|mental physical
"""
# Verbs of one direction beside those of the other; those of one side are no opposites of each other.
_SIDES = """
tighten tighter tight toughen / ease loosen looser relax lift|raise / lower cut|impose / lift
strengthen / weaken|double / halve
back support endorse praise welcome defend favour / denounce condemn criticise criticize oppose reject
praise hail / blame|approve endorse / reject veto|widen / narrow|improve / worsen
speed accelerate / slow delay|confirm admit / deny|advance / retreat|join / leave quit
lengthen extend prolong / shorten|protect / threaten endanger|free release acquit / jail imprison convict
build / demolish|encourage / discourage|unite / divide|trust / distrust
rise climb soar increase grow / decline drop plunge fall|hire appoint / dismiss sack|upgrade / downgrade
gain / lose|optimistic / pessimistic|friendly / hostile|friend ally / enemy rival foe|safe / dangerous
peace / war
"""
_PREFIXES = ("un", "in", "im", "ir", "il", "non", "dis")
_LEAST_ROOT = 4  # letters of a word after its prefix: "under" is not the opposite of "der"


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for group in re.split(r"[|\n]", _GROUPS.strip()):
        stems = frozenset(stem(word) for word in group.split())
        for one in stems:
            found[one] = found.get(one, frozenset()) | (stems - {one})
    for pair in re.split(r"[|\n]", _SIDES.strip()):
        first, second = (frozenset(stem(word) for word in side.split()) for side in pair.split("/"))
        for side, other in ((first, second), (second, first)):
            found |= {one: found.get(one, frozenset()) | other for one in side}
    return found


_OPPOSITES = _opposites()


def opposites_of(word: str) -> frozenset[str]:
    """The stems that are listed as the opposites of a stem."""
    return _OPPOSITES.get(word, frozenset())


def opposite_among(word: str, stems: frozenset[str]) -> bool:
    """Whether the opposite of a stem is among the stems: "low" for "high", "unequal" for "equal"."""
    if not opposites_of(word).isdisjoint(stems):
        return True
    longer = len(word) >= _LEAST_ROOT and any(stem(prefix + word) in stems for prefix in _PREFIXES)
    return longer or any(
        stem(prefix + root) == word
        for prefix in _PREFIXES
        if word.startswith(prefix)
        for root in stems
        if len(root) >= _LEAST_ROOT
    )
