"""How likely a sentence is to answer: a weighted sum of what it shares with the question."""

from typing import NamedTuple


class Features(NamedTuple):
    """What a sentence shares with a question, most of it as shares of the weight of the question's words."""

    own: float  # the question's words in the sentence, by rarity
    phrases: float  # its pairs of neighbouring words that are neighbours there
    nearness: float  # its words that stand near each other
    names: float  # its names in the sentence, the one before and the title
    full_date: float  # a date of the calendar, when one is asked for: "9 May" tells more than "Friday"
    kind: float  # the kind of answer asked for is there
    edges: float  # each: its first word and its last, often the thing and the verb
    rank: float  # the passage's score beside the best


# Near what `python -m evals.bench fit-ranking` fits to half of the SQuAD 2.0 development questions; its own
# weights find no more first sentences in articles that they were not fitted to.
WEIGHTS = Features(
    own=3.0,
    phrases=1.9,
    nearness=1.7,
    names=1.9,
    full_date=1.0,
    kind=1.1,
    edges=1.2,
    rank=2.7,
)


def score_of(features: Features) -> float:
    """Higher is likelier; only the order counts, and how far apart two are."""
    return sum(weight * value for weight, value in zip(WEIGHTS, features, strict=True))
