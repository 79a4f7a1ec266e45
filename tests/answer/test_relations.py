"""Who does what, who says it, on which day and in which order: invented sentences, none tuned to an article.

Every word of nearly each wrong claim stands in its evidence, so likeness alone would pass them.
"""

from datetime import date

import pytest

from app.answer.judge import EvidenceText, judge
from app.models import Judgement, Support

FRIDAY = date(2025, 5, 9)
SOURCES = {
    "tax": "Norland taxed Sudria's timber at 30 percent, and Sudria put 12 percent on Norland's steel.",
    "bite": "The angry dog bit the old man in the park.",
    "sued": "Acme Corp sued Borealis Ltd over a patent in Oslo.",
    "pass": "The village of Tarn was attacked by rebels from Koria on Monday.",
    "said": "Anna Berg said that the plant will close in June, while Otto Lind said that it will stay open.",
    "acc": "According to Maria Soto, the reservoir holds 40 million litres.",
    "quote": '"We will rebuild the school," said Peter Holm, and Ines Vega called it "a waste of money".',
    "date": "The council met on 3 March 2024 and the mayor resigned on 10 March 2024.",
    "order": "The storm struck two days before the election.",
    "count": "The 12 ministers signed 30 contracts with suppliers.",
    "sold": "Greta Moll sold the gallery to Hans Brandt for 2 million euros.",
    "defeat": "In the final Brazil beat Croatia by two goals.",
    "victory": "Kenya's victory over Ghana in the final surprised the fans.",
    "opinion": "In the view of the editorial, the merger weakened competition in the region.",
    "award": "The Lindqvist Prize was awarded to Elena Popova by the Royal Academy.",
    "wages": "Wages rose by 5 percent in Norway and by 2 percent in Denmark.",
    "loan": "The World Bank lent Malawi 80 million dollars.",
    "accus": "Tom Reed accused Sarah Cole of leaking the report.",
    "visit": "President Alvarez visited Port Marin on Tuesday, a week after Minister Duarte toured Sal.",
    "buy": "Meridian bought Solace for 400 million dollars after Tarrant withdrew its bid.",
    "exp": "Exports from Vietnam to Laos grew while exports from Laos to Vietnam fell.",
    "den": "Lena Fox denied that she had met Carl Voss.",
    "born": "Mary Shaw was born in 1901 and her brother Hugh died in 1950.",
    "told": "Judge Kemp told Nora Wells that the appeal had failed.",
}


def judged(source: str, claim: str) -> Judgement:
    return judge(claim, [EvidenceText(SOURCES[source], published_at=FRIDAY)])


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("tax", "Norland taxed Sudria's timber at 30 percent."),
        ("tax", "Sudria put 12 percent on Norland's steel."),
        ("bite", "The old man was bitten by the angry dog."),
        ("bite", "The dog bit the man."),
        ("sued", "Borealis was sued by Acme over a patent."),
        ("pass", "Rebels from Koria attacked the village of Tarn on Monday."),
        ("pass", "On Monday rebels attacked Tarn."),
        ("said", "Anna Berg said the plant will close in June."),
        ("said", "The plant will close in June, Berg said."),
        ("acc", "Maria Soto said that the reservoir holds 40 million litres."),
        ("acc", "The reservoir holds 40 million litres, according to Maria Soto."),
        ("quote", 'Peter Holm said "We will rebuild the school".'),
        ("quote", 'Ines Vega described it as "a waste of money".'),
        ("date", "On 10 March 2024 the mayor resigned."),
        ("date", "The council met on March 3, 2024."),
        ("order", "The storm struck before the election."),
        ("count", "The 12 ministers signed 30 contracts."),
        ("count", "Twelve ministers signed thirty contracts."),
        ("sold", "The gallery was sold to Hans Brandt by Greta Moll."),
        ("sold", "Greta Moll sold the gallery to Hans Brandt for two million euros."),
        ("defeat", "Croatia was beaten by Brazil in the final."),
        ("defeat", "Brazil beat Croatia in the final."),
        ("victory", "The victory of Kenya over Ghana surprised the fans."),
        ("opinion", "The editorial said that the merger weakened competition in the region."),
        ("opinion", "In the editorial's view, the merger weakened competition."),
        ("award", "The Royal Academy awarded the Lindqvist Prize to Elena Popova."),
        ("wages", "Wages in Denmark rose by 2 percent."),
        ("loan", "The World Bank lent 80 million dollars to Malawi."),
        ("accus", "Sarah Cole was accused by Tom Reed of leaking the report."),
        ("visit", "Alvarez visited Port Marin on Tuesday."),
        ("buy", "Solace was bought by Meridian for $400 million."),
        ("exp", "Exports from Vietnam to Laos grew."),
        ("den", "Lena Fox denied that she had met Carl Voss."),
        ("born", "Mary Shaw was born in 1901."),
        ("told", "Kemp told Wells that the appeal had failed."),
    ],
)
def test_another_way_to_say_the_same_is_supported(source: str, claim: str) -> None:
    found = judged(source, claim)
    assert (found.support, found.failed_checks) == (Support.SUPPORTED, ())


@pytest.mark.parametrize(
    ("source", "claim", "failed"),
    [
        ("tax", "Sudria taxed Norland's timber at 30 percent.", "roles"),
        ("tax", "Norland put 12 percent on Sudria's steel.", "roles"),
        ("tax", "Norland put 30 percent on steel.", "roles"),
        ("bite", "The old man bit the angry dog.", "roles"),
        ("sued", "Borealis sued Acme over a patent.", "roles"),
        ("sued", "Acme was sued by Borealis.", "roles"),
        ("pass", "Rebels from Tarn attacked the village of Koria.", "roles"),
        ("said", "Otto Lind said that the plant will close in June.", "speaker"),
        ("said", "According to Lind, the plant will close in June.", "speaker"),
        ("quote", 'Ines Vega said "we will rebuild the school".', "speaker"),
        ("quote", 'Peter Holm called it "a waste of money".', "speaker"),
        ("date", "The mayor resigned on 3 March 2024.", "dates"),
        ("date", "The council met on 10 March 2024.", "dates"),
        ("order", "The election took place two days before the storm struck.", "dates"),
        ("order", "The storm struck two days after the election.", "dates"),
        ("count", "The 30 ministers signed contracts with suppliers.", "numbers"),
        ("count", "The ministers signed 12 contracts.", "numbers"),
        ("sold", "Hans Brandt sold the gallery to Greta Moll.", "roles"),
        ("defeat", "Croatia beat Brazil by two goals in the final.", "roles"),
        ("victory", "Ghana beat Kenya in the final.", "roles"),
        ("victory", "Ghana's victory over Kenya surprised the fans.", "roles"),
        ("opinion", "The merger weakened competition in the region.", "speaker"),
        ("award", "Elena Popova awarded the Lindqvist Prize to the Royal Academy.", "roles"),
        ("wages", "Wages rose by 2 percent in Norway.", "numbers"),
        ("wages", "Wages rose by 5 percent in Denmark.", "numbers"),
        ("loan", "Malawi lent the World Bank 80 million dollars.", "roles"),
        ("accus", "Sarah Cole accused Tom Reed of leaking the report.", "roles"),
        ("visit", "Minister Duarte visited Port Marin on Tuesday.", "roles"),
        ("visit", "President Alvarez toured Sal.", "roles"),
        ("buy", "Solace bought Meridian for 400 million dollars.", "roles"),
        ("buy", "Tarrant bought Solace for 400 million dollars.", "roles"),
        ("exp", "Exports from Laos to Vietnam grew.", "roles"),
        ("den", "Carl Voss denied that he had met Lena Fox.", "roles"),
        ("born", "Hugh was born in 1901.", "roles"),
        ("told", "Nora Wells told Judge Kemp that the appeal had failed.", "roles"),
        ("told", "Nora Wells said the appeal had failed.", "speaker"),
    ],
)
def test_the_same_words_that_say_something_else_are_refused(source: str, claim: str, failed: str) -> None:
    found = judged(source, claim)
    assert found.support is not Support.SUPPORTED
    assert failed in found.failed_checks


@pytest.mark.parametrize("text", SOURCES.values(), ids=list(SOURCES))
def test_a_text_agrees_with_itself(text: str) -> None:
    found = judge(text, [EvidenceText(text, published_at=FRIDAY)])
    assert (found.support, found.failed_checks, found.score) == (Support.SUPPORTED, (), 1.0)
