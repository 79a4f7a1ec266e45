"""Sentences that speak of the bearer of a name without it."""

import pytest

from app.answer.extraction.antecedents import acts_by_pronoun, speaks_of_bearer, tells_of_a_relative
from app.answer.questions.question import read_question
from app.language.names import names
from tests.answer.made import candidate_at_end

[ADA] = names("Did Ada Brook sail?")


@pytest.mark.parametrize(
    ("sentences", "title", "does"),
    [
        (["Ada Brook lived here.", "She sailed."], "Untitled", True),
        (["Ada Brook lived here.", "The house is old.", "She sailed."], "Untitled", True),
        (["Ada Brook lived here.", "Ann Lind came.", "She sailed."], "Untitled", False),
        (["Ada Brook lived here.", "Ann Lind said that she sailed."], "Untitled", False),
        (["Nobody knows why.", "She sailed."], "Ada Brook, sailor", True),
        (["Nobody knows why.", "The company sailed."], "Ada Brook", True),
        (["Nobody knows why.", "The boat sailed."], "Ada Brook", False),
    ],
)
def test_a_pronoun_or_the_company_stands_for_a_name(sentences: list[str], title: str, does: bool) -> None:
    candidate = candidate_at_end(read_question("Did Ada Brook sail?"), *sentences, title=title)
    assert speaks_of_bearer(ADA, candidate) is does


def test_a_pronoun_after_the_name_goes_on_with_it() -> None:
    assert acts_by_pronoun(ADA, "Nobody asked Ada Brook, so she did not sail.")
    assert not acts_by_pronoun(ADA, "Nobody asked Ada Brook, so Ann Lind thought she would sail.")
    assert not acts_by_pronoun(ADA, "Nobody asked Ann Lind, so she did not sail.")


def test_a_relative_of_hers_is_not_her() -> None:
    assert tells_of_a_relative(ADA, "Her late husband sailed in May.")
    assert not tells_of_a_relative(ADA, "Her husband sailed in May, and she stayed.")
    assert not tells_of_a_relative(ADA, "Ada Brook and her husband sailed in May.")
