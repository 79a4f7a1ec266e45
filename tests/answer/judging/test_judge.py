"""How well a claim is carried by its evidence: each kind of fact by value, likeness apart."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.answer.judging.judge import (
    PARTIAL_SCORE,
    SUPPORTED_SCORE,
    EvidenceText,
    contradicts,
    judge,
    likeness,
)
from app.models import Judgement, Support

TARIFFS = "China set tariffs of 125 percent on US products in reply."
DOCUMENTS = "More than 20 documents were exchanged in the hall."
ARRIVED = "Xi Jinping arrived in Russia on Wednesday for a visit of four days."
SHARES = "Ada Brook sold 40 percent of the ferry to Carl Dean."


def judged(claim: str, *evidence: str, context: str = "") -> Judgement:
    return judge(
        claim, [EvidenceText(text, context=context, published_at=date(2025, 5, 9)) for text in evidence]
    )


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        (TARIFFS, TARIFFS),
        ("China set tariffs of 125 percent on US products.", TARIFFS),
        ("China set tariffs of 125% on US products.", TARIFFS),
        ("More than 20 documents were exchanged.", DOCUMENTS),
        ("Xi Jinping arrived in Russia on Wednesday.", ARRIVED),
        ("Xi arrived in Russia on Wednesday for a four-day visit.", ARRIVED),
        ("The bridge is not open.", "The old bridge is not open."),
        ("After repairs the bridge opened again.", "The bridge opened again after long repairs."),
    ],
)
def test_supported(claim: str, evidence: str) -> None:
    found = judged(claim, evidence)
    assert (found.support, found.failed_checks) == (Support.SUPPORTED, ())
    assert found.score >= SUPPORTED_SCORE


@pytest.mark.parametrize(
    ("claim", "evidence", "failed"),
    [
        ("China set tariffs of 145 percent on US products in reply.", TARIFFS, "numbers"),
        ("China set tariffs of 125 euros on US products in reply.", TARIFFS, "numbers"),
        ("Exactly 20 documents were exchanged in the hall.", DOCUMENTS, "numbers"),
        ("20 documents were exchanged in the hall.", DOCUMENTS, "numbers"),
        ("Less than 20 documents were exchanged in the hall.", DOCUMENTS, "numbers"),
        ("Xi Jinping arrived in Russia on Wednesday for a visit of five days.", ARRIVED, "numbers"),
        ("The 75th anniversary was marked.", "The 80th anniversary was marked.", "numbers"),
        ("Xi Jinping arrived in Russia on Thursday for a visit of four days.", ARRIVED, "dates"),
        ("Xi Jinping arrived in Russia on 8 May 2025 for a visit of four days.", ARRIVED, "dates"),
        ("The ferry sailed in June 2024.", "The ferry sailed in June 2023.", "dates"),
        ("China set no tariffs of 125 percent on US products in reply.", TARIFFS, "negation"),
        ("The bridge is open.", "The bridge is not open.", "negation"),
    ],
)
def test_a_contradicted_fact_is_unsupported_whatever_the_words_share(
    claim: str, evidence: str, failed: str
) -> None:
    found = judged(claim, evidence)
    assert (found.support, found.failed_checks) == (Support.UNSUPPORTED, (failed,))
    assert failed not in found.checks


def test_a_name_that_a_pronoun_may_stand_for_is_not_supported() -> None:
    found = judged(
        "Ada Brook thanked all the tired bridge workers.", "She thanked all the tired bridge workers."
    )
    assert found.failed_checks == ("names",)
    assert found.support is not Support.SUPPORTED


def test_another_name_in_its_place_is_unsupported() -> None:
    found = judged(
        "Mayor Carl Dean thanked all the tired workers.", "Mayor Ada Brook thanked all the tired workers."
    )
    assert (found.support, found.failed_checks) == (Support.UNSUPPORTED, ("names", "roles"))
    assert found.score < PARTIAL_SCORE


@pytest.mark.parametrize(
    ("claim", "evidence", "failed", "support"),
    [
        ("The ferry sank.", "The ferry may sink, or the ferry may have sunk.", "certainty", Support.PARTIAL),
        ("All houses were sold.", "Most houses were sold.", "quantities", Support.UNSUPPORTED),
        (
            "The motion passed by 3 votes to 9.",
            "The motion passed by 9 votes to 3.",
            "quantities",
            Support.UNSUPPORTED,
        ),
        ("The choir sang a mass.", "The choir sang an opera, not a mass.", "negation", Support.UNSUPPORTED),
        ("The roof leaks.", "The tenant said that the roof leaks.", "speaker", Support.PARTIAL),
    ],
)
def test_what_goes_further_than_its_evidence(
    claim: str, evidence: str, failed: str, support: Support
) -> None:
    found = judged(claim, evidence)
    assert failed in found.failed_checks
    assert found.support is support


def test_a_title_may_supply_the_name() -> None:
    found = judged(
        "Brook thanked all of the tired bridge workers.",
        "She thanked all of the tired bridge workers.",
        context="Ada Brook opens the bridge",
    )
    assert (found.support, found.failed_checks) == (Support.SUPPORTED, ())


def test_a_title_may_not_supply_a_number() -> None:
    found = judged("The bridge cost 3 euros.", "The bridge cost a few euros.", context="Bridge for 3 euros")
    assert "numbers" in found.failed_checks


@pytest.mark.parametrize(
    ("sent", "swapped"),
    [
        (SHARES, "Carl Dean sold 40 percent of the ferry to Ada Brook."),
        ("The dog bit the man.", "The man bit the dog."),
    ],
)
def test_words_in_another_order_score_lower(sent: str, swapped: str) -> None:
    assert judged(swapped, sent).score < judged(sent, sent).score == 1.0


def test_part_of_a_claim_is_partial() -> None:
    found = judged(
        "The bridge reopened after repairs and cost a fortune.", "The harbour bridge reopened after repairs."
    )
    assert found.support is Support.PARTIAL
    assert PARTIAL_SCORE <= found.score < SUPPORTED_SCORE


def test_two_pieces_of_evidence_count_together() -> None:
    claim = "The bridge reopened after repairs. The repairs cost 2 euros."
    pieces = ("The bridge reopened after repairs.", "The repairs cost 2 euros.")
    assert judged(claim, *pieces).support is Support.SUPPORTED
    assert judged(claim, pieces[0]).support is Support.UNSUPPORTED


def test_negation_must_be_contradicted_by_all_the_evidence() -> None:
    assert judged("The bridge is open.", "The bridge is not open.", "The bridge is open.").failed_checks == ()


@pytest.mark.parametrize("evidence", [[], ["Parliament passed the budget."]])
def test_nothing_alike_is_unsupported_with_no_score(evidence: list[str]) -> None:
    found = judged("The cat sleeps.", *evidence)
    assert (found.support, found.score) == (Support.UNSUPPORTED, 0.0)


def test_no_evidence_fails_the_quote() -> None:
    assert judge("The cat sleeps.", []).failed_checks == ("quote",)


@pytest.mark.parametrize("claim", ["", "It is.", "?!"])
def test_a_claim_with_no_content_is_unsupported(claim: str) -> None:
    assert judged(claim, "It is the bridge.").support is Support.UNSUPPORTED


VOCABULARY = "the a not no never China Xi Putin 145 125 20 more than percent tariffs on Friday 9 May bridge"
WORDS = st.lists(st.sampled_from(VOCABULARY.split()), max_size=12).map(" ".join)


@given(WORDS, st.lists(WORDS, max_size=3))
@settings(max_examples=100, deadline=None)
def test_support_follows_from_score_and_checks(claim: str, evidence: list[str]) -> None:
    found = judged(claim, *evidence)
    assert 0 <= found.score <= 1
    if found.support is Support.SUPPORTED:
        assert found.score >= SUPPORTED_SCORE
        assert found.failed_checks == ()
    elif found.support is Support.PARTIAL:
        assert found.score >= PARTIAL_SCORE
        assert set(found.failed_checks) <= {"names"}


@given(WORDS.filter(lambda text: likeness(text, [text]) > 0))
@settings(max_examples=50, deadline=None)
def test_a_text_is_wholly_like_itself(text: str) -> None:
    assert likeness(text, [text]) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("claim", "evidence", "expected"),
    [
        ("bridge opened", ["bridge opened"], 1.0),
        ("bridge opened", ["opened bridge"], 0.8),
        ("bridge opened", ["bridge closed"], 0.4),
        ("bridge opened again", ["bridge long opened again"], 1.0),
        ("bridge", ["The bridge."], 1.0),
        ("bridge opened", ["bridge", "opened"], 0.8),
        ("bridge opened", [], 0.0),
        ("the", ["the"], 0.0),
    ],
)
def test_likeness_by_hand(claim: str, evidence: list[str], expected: float) -> None:
    assert likeness(claim, evidence) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("evidence", "claim", "expected"),
    [
        (TARIFFS, "China set tariffs of 145 percent.", True),
        (TARIFFS, "China set tariffs of 125 percent.", False),
        (TARIFFS, "China set tariffs.", False),
        ("China set tariffs.", "China set tariffs of 145 percent.", False),
        ("The 80th anniversary.", "The 75th anniversary.", True),
        ("The 80th anniversary.", "He thanked 120 workers.", False),
        ("The bridge is not open.", "The bridge is open.", True),
    ],
)
def test_contradicts(evidence: str, claim: str, expected: bool) -> None:
    assert contradicts(evidence, claim) is expected


@pytest.mark.parametrize(
    ("claim", "failed"),
    [("The rowing team won 3 cups.", ("numbers",)), ("The rowing team won 5 cups.", ())],
)
def test_a_number_belongs_to_the_subject_of_its_clause(claim: str, failed: tuple[str, ...]) -> None:
    found = judged(claim, "The rowing team won 5 cups.", "The chess team won 3 cups.")
    assert found.failed_checks == failed


@pytest.mark.parametrize(
    ("claim", "failed"),
    [
        ("Lena Fox said orders had halved.", ("negation",)),
        ("Lena Fox said orders had doubled.", ()),
        ("Lena Fox said that orders would fall.", ("negation",)),
    ],
)
def test_what_someone_says_can_be_turned_round_too(claim: str, failed: tuple[str, ...]) -> None:
    said = "Lena Fox, the firm's head, said orders had doubled."
    found = judged(claim, said.replace("had doubled", "would rise") if "fall" in claim else said)
    assert found.failed_checks == failed


def test_the_last_is_not_the_first() -> None:
    found = judged("The last ferry was launched in 2015.", "The first ferry was launched in 2015.")
    assert found.failed_checks == ("negation",)
