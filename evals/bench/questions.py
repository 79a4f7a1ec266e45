"""Questions over the seeds, many enough that none comes twice."""

from itertools import product

_WHO = ("Xi Jinping", "Vladimir Putin", "Donald Trump", "China", "Russia", "the United States")
_WHAT = (
    "the talks in the Kremlin",
    "the military parade on Red Square",
    "the joint statement",
    "the state visit to Russia",
    "the US tariffs on Chinese exports",
    "the Chinese tariffs on US products",
    "the documents on bilateral cooperation",
    "the sanctions on Moscow",
    "the United Nations",
    "the three anniversaries",
    "the partnership of China and Russia",
    "the war in Ukraine",
    "multilateralism",
    "the Second World War",
)
_OF_BOTH = (
    "What did {who} say about {what}?",
    "What did {who} do for {what}?",
    "Why is {who} named beside {what}?",
    "How does {who} see {what}?",
    "Which part had {who} in {what}?",
)
_OF_WHO = (
    "When did {who} act?",
    "Where was {who} on Friday?",
    "Whom did {who} meet in Moscow?",
    "What did {who} call the talks?",
    "What does {who} want?",
    "What was signed by {who}?",
    "Which tariffs were set by {who}?",
)
_OF_WHAT = (
    "When was {what} first reported?",
    "On which day came {what}?",
    "Where is {what} mentioned?",
    "How many people are tied to {what}?",
    "How high is the figure in {what}?",
    "What is said of {what}?",
    "Who spoke about {what}?",
    "Who stood behind {what}?",
    "What came after {what}?",
    "What came before {what}?",
    "What is the reason for {what}?",
    "Which countries are part of {what}?",
    "How long did {what} last?",
    "Is {what} aimed at a third party?",
    "What did leaders sign during {what}?",
    "How old is {what}?",
    "What does the commentary say about {what}?",
    "Which anniversary is tied to {what}?",
)


def questions() -> list[str]:
    """Distinct questions: some have an answer in the seeds, some have none."""
    both = [form.format(who=who, what=what) for what, who, form in product(_WHAT, _WHO, _OF_BOTH)]
    whats = [form.format(what=what) for what, form in product(_WHAT, _OF_WHAT)]
    whos = [form.format(who=who) for who, form in product(_WHO, _OF_WHO)]
    return [*whats, *whos, *both]
