from evals.bench.quality.data import OTHER, Document
from evals.bench.quality.plain_answers import Ranking, plain_answers
from tests.evals.bench.quality.made import RIVERS, TITLE, question

DOCUMENTS = [Document(TITLE, "\n\n".join(RIVERS), RIVERS), Document("Ships", "Ships sail.\nBoats too.")]


def test_the_paragraph_with_the_rare_words_comes_first() -> None:
    assert Ranking.of(DOCUMENTS).best("Who measured the Brook?", 1) == [RIVERS[1]]


def test_plain_ways_answer_with_one_sentence_of_their_own() -> None:
    answers = plain_answers([question("Where do otters live?", "banks")], DOCUMENTS)
    first, most, least, never = (given[0].quotes for given in answers.values())
    assert first == ("The Tarn rises in the hills.",)
    assert most == least == ("Otters live on its banks.",)
    assert never == ()


def test_the_threshold_keeps_to_what_may_be_refused_of_the_fitted_half() -> None:
    asked = [question("Where do otters live?", "banks")] * 5
    # Half of its words are there: the other half's questions don't move the threshold.
    other = [question("Where do badgers live?", "banks", half=OTHER)] * 5
    given = list(plain_answers([*asked, *other], DOCUMENTS).values())[2]
    assert [bool(one.quotes) for one in given] == [True] * 5 + [False] * 5


def test_with_no_articles_nothing_is_quoted() -> None:
    assert all(not given[0].quotes for given in plain_answers([question("Why?")], []).values())
