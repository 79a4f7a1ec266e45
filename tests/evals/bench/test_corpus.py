from collections import Counter

import pytest

from app.language.words import STOP_WORDS
from evals.bench.corpus import FEW, REST, THIRD, Corpus, made_up_corpus


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return made_up_corpus()


def test_an_article_is_made_by_its_number_alone(corpus: Corpus) -> None:
    again = made_up_corpus()
    again.article(1, words=(300, 600))
    assert again.article(7, words=(300, 600)) == corpus.article(7, words=(300, 600))
    assert corpus.article(7, words=(300, 600)).text != corpus.article(8, words=(300, 600)).text


def test_an_article_has_about_the_words_asked_for(corpus: Corpus) -> None:
    for number in range(20):
        assert 300 <= len(corpus.article(number, words=(300, 600)).text.split()) <= 630


def test_function_words_and_content_words_come_as_in_english(corpus: Corpus) -> None:
    texts = [corpus.article(number, words=(2000, 2000)).text for number in range(20)]
    counts = Counter(word.strip(".,").lower() for text in texts for word in text.split())
    total = sum(counts.values())
    assert 0.38 < sum(count for word, count in counts.items() if word in STOP_WORDS) / total < 0.48
    [(_, commonest)] = Counter(
        {word: count for word, count in counts.items() if word not in STOP_WORDS}
    ).most_common(1)
    assert 0.001 < commonest / total < 0.005


def test_sources_divide_the_articles(corpus: Corpus) -> None:
    counts = Counter(corpus.article(number, words=(8, 8)).source for number in range(600))
    assert counts == {FEW: 3, THIRD: 199, REST: 398}  # 201 is divisible by three and among the few


def test_queries_are_distinct_and_the_same_for_a_seed(corpus: Corpus) -> None:
    queries = corpus.queries(200, seed=3)
    assert len(set(queries)) == 200
    assert queries == corpus.queries(200, seed=3)
    assert queries != corpus.queries(200, seed=4)
    assert all(3 <= len(query.split()) <= 9 for query in queries)
    assert not any(STOP_WORDS.issuperset(query.split()) for query in queries)
