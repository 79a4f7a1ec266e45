"""Irregular forms of English verbs and nouns, which no stemmer takes back to one stem: "began", "men"."""

_FORMS = """
arise arose arisen|awake awoke awoken|bear bore borne|beat beaten|become became|begin began begun
bend bent|bind bound|bite bit bitten|bleed bled|blow blew blown|break broke broken|breed bred
bring brought|build built|burn burnt|buy bought|catch caught|choose chose chosen|cling clung|come came
creep crept|deal dealt|dig dug|draw drew drawn|drink drank drunk|drive drove driven|eat ate eaten
fall fell fallen|feed fed|feel felt|fight fought|find found|flee fled|fly flew flown
forbid forbade forbidden|forget forgot forgotten|forgive forgave forgiven|freeze froze frozen
get got gotten|give gave given|go went gone|grow grew grown|hang hung|hear heard|hide hid hidden|hold held
keep kept|know knew known|lay laid|lead led|learn learnt|leave left|lend lent|lie lain|lose lost|make made
mean meant|meet met|mistake mistook|overcome overcame|overthrow overthrew overthrown|pay paid|prove proven
ride rode ridden|ring rang rung|rise rose risen|run ran|say said|see saw seen|seek sought|sell sold
send sent|shake shook shaken|shine shone|shoot shot|show shown|shrink shrank shrunk|sing sang sung
sink sank sunk|sit sat|sleep slept|slide slid|speak spoke spoken|spend spent|spring sprang sprung
stand stood|steal stole stolen|stick stuck|strike struck|swear swore sworn|sweep swept|swim swam swum
swing swung|take took taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown
undergo underwent undergone|understand understood|undertake undertook undertaken|wake woke woken
wear wore worn|win won|withdraw withdrew withdrawn|write wrote written|man men|woman women|child children
foot feet|tooth teeth|mouse mice|goose geese|crisis crises|analysis analyses|basis bases|thesis theses
criterion criteria|phenomenon phenomena|life lives|wife wives|leaf leaves|half halves
"""
# Forms that are as often another word stay as they are: a saw, a rose, a thought, the left.
_OTHER = "bore bound found saw rose left thought felt lay leaves bit shot bases lives hung sat"
_OTHER_WORDS = frozenset(_OTHER.split())

BASE_FORMS: dict[str, str] = {
    form: forms.split()[0]
    for line in _FORMS.strip().splitlines()
    for forms in line.split("|")
    for form in forms.split()[1:]
    if form not in _OTHER_WORDS
}
