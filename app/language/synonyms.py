"""Words that ask for what others tell: a question's "stay" is met by "visit", its "beaten" by "defeated".

Everyday English of reports. A word may be in several groups; they are not joined.
"""

import re

from app.language.words import stem

_GROUPS = """
arrive arrival reach get come land|depart departure leave|visit stay trip tour journey
travel trip journey go|travel arrive arrival come|talk meet negotiation discussion conversation summit
tie relation relationship link bond|pact accord agreement deal|treaty agreement pact|document paper
commemorate mark celebrate honour honor remember recall|celebration commemoration anniversary
beat defeat vanquish overcome|win victory triumph|soldier troop trooper|army military troops
war conflict fighting|affect influence touch impact
base build found rest basis foundation|goal aim objective purpose target
beside next alongside together side|begin start open launch commence
end finish close conclude conclusion|hold host stage|happen occur|buy purchase acquire acquisition
sell sale|build construct erect construction|destroy demolish ruin|found establish create establishment
invent invention devise|discover discovery find|die death|kill death slay|bear birth
marry wife husband marriage wed|child son daughter|job post position occupation|work career|film movie
car vehicle automobile|doctor physician|author writer write|teacher teach
ruler king queen monarch emperor|leader head chief|company firm business corporation
country nation state|city town|area region territory|border frontier
inhabitant resident population people|citizen national|money fund cash|price cost|pay salary wage
tax levy duty tariff|impose set levy place introduce|goods product export merchandise
shrink fall drop decline decrease decreased reduce reduction dip|rise grow increase climb growth jump
big large great huge|small little|quick fast rapid|speed fast velocity|width wide|length long
height high tall|depth deep|age old|weight weigh heavy|help aid assist assistance support
allow permit let|forbid ban prohibit|need require necessary requirement|demand call urge
reply response answer respond retaliate react|denounce condemn criticize criticise criticism
praise laud commend|back support endorse|protect defend safeguard preserve uphold
fair fairness just justice|reason cause|result effect outcome consequence|error mistake
illness disease sickness|ill sick|choose select pick choice|appoint name nominate|elect election vote
resign quit resignation step|name call term title|describe description call characterize|address speech
word phrase term|use employ|receive get obtain gain|give provide supply|show display demonstrate
contain include comprise|consist make comprise compose|own possess belong|sign signature|exchange swap
attend attendance present|stand stood|watch witness observe see|injure wound hurt|attack assault raid
flee escape|capture seize take|rule govern reign|free liberate release|prison jail|trial court
law act legislation statute|school college|university college|pupil student|study research
scientist researcher|test trial experiment|road street|ship vessel boat|plane aircraft airplane
train rail railway|house home building|church cathedral|picture image painting|song music|money currency
wealth rich|poor poverty|crop harvest plant|deepen strengthen close further|sector field
world global international|view opinion judgement account|tighten toughen
responsibility duty obligation|role part|amount sum total|join enter
"""


def _stems(group: str) -> frozenset[str]:
    return frozenset(stem(word) for word in group.split())


def _synonyms() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for group in map(_stems, re.split(r"[|\n]", _GROUPS.strip())):
        for one in group:
            found[one] = found.get(one, frozenset()) | (group - {one})
    return found


_SYNONYMS = _synonyms()


def synonyms(of: str) -> frozenset[str]:
    """The stems that can stand for a stem."""
    return _SYNONYMS.get(of, frozenset())
