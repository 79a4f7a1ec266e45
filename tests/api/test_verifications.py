"""Any text's claims are judged against what is stored, or against what is given, down to the characters."""

from typing import Any

import httpx2
import pytest

from tests.api.checks import CITATION_FIELDS, CLAIM_FIELDS, text_of

TARIFFS = "China set tariffs of 125 percent on US products."
SWAPPED = "China set tariffs of 145 percent on US products."
UNRELATED = "The orchestra of Vienna tuned its violins."


async def verify(client: httpx2.AsyncClient, text: str, **fields: Any) -> dict[str, Any]:
    response = await client.post("/v1/verifications", json={"text": text, **fields})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


async def test_a_verification_has_the_contracts_fields(stocked: httpx2.AsyncClient) -> None:
    body = await verify(stocked, "The repairs cost 2.4 million euros.")
    assert body.keys() == {"claims", "citations"}
    assert [claim.keys() for claim in body["claims"]] == [CLAIM_FIELDS | {"score", "failed_checks"}]
    assert [citation.keys() for citation in body["citations"]] == [CITATION_FIELDS]


async def test_a_claim_that_an_article_states_is_supported(stocked: httpx2.AsyncClient) -> None:
    body = await verify(stocked, "The repairs cost 2.4 million euros.")
    (claim,), (citation,) = body["claims"], body["citations"]
    assert (claim["support"], claim["score"], claim["citations"]) == ("supported", 1.0, [1])
    assert set(claim["checks"]) == {
        "quote", "numbers", "quantities", "dates", "names", "roles", "speaker", "negation", "certainty",
    }  # fmt: skip
    assert (citation["article_id"], citation["quote"]) == ("bridge", "The repairs cost 2.4 million euros.")


async def test_a_swapped_number_is_unsupported_by_its_numbers(seeded: httpx2.AsyncClient) -> None:
    right, wrong = (await verify(seeded, f"{TARIFFS} {SWAPPED}"))["claims"]
    assert (right["support"], right["failed_checks"]) == ("supported", [])
    assert (wrong["support"], wrong["failed_checks"]) == ("unsupported", ["numbers"])
    assert wrong["score"] < 0.4 < right["score"]


async def test_a_claim_that_nothing_speaks_of_has_no_citation(seeded: httpx2.AsyncClient) -> None:
    body = await verify(seeded, UNRELATED)
    (claim,) = body["claims"]
    assert (claim["support"], claim["score"], claim["citations"]) == ("unsupported", 0.0, [])
    assert (claim["checks"], body["citations"]) == ([], [])


async def test_claims_stand_in_the_given_text(seeded: httpx2.AsyncClient) -> None:
    text = f"{TARIFFS}  {UNRELATED}\n\n{SWAPPED}"
    claims = (await verify(seeded, text))["claims"]
    assert [claim["text"] for claim in claims] == [TARIFFS, UNRELATED, SWAPPED]
    assert all(text[claim["start"] : claim["end"]] == claim["text"] for claim in claims)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("\ufeffThe ferry 😀 sails.\r\n\r\nTickets cost 3 euros.", "Tickets cost 3 euros."),
        ("\x00\ufeffThe ferry sails.\rTickets\r\ncost\x07 3 euros.\r\n", "Tickets\r\ncost\x07 3 euros."),
        ("The ferry\x00 sails.\x85 Tickets cost 3\x00 euros.\x00", "Tickets cost 3\x00 euros."),
    ],
    ids=["BOM and CRLF", "controls", "NUL"],
)
async def test_offsets_count_the_text_as_it_was_given(
    stocked: httpx2.AsyncClient, text: str, told: str
) -> None:
    claims = (await verify(stocked, text))["claims"]
    assert [text[claim["start"] : claim["end"]] for claim in claims] == [claim["text"] for claim in claims]
    assert (claims[-1]["text"], claims[-1]["support"]) == (told, "supported")


async def test_quotes_are_their_articles_text_from_start_to_end(seeded: httpx2.AsyncClient) -> None:
    body = await verify(
        seeded, f"{TARIFFS} Xi stood next to Putin. The talks were warm. Sanctions were tightened."
    )
    assert len(body["citations"]) >= 3
    assert [one["number"] for one in body["citations"]] == list(range(1, len(body["citations"]) + 1))
    for citation in body["citations"]:
        text = await text_of(seeded, citation["article_id"])
        assert text[citation["start"] : citation["end"]] == citation["quote"]


async def test_given_sources_stand_for_articles(stocked: httpx2.AsyncClient) -> None:
    sources = [
        {"id": "fish", "text": "Herring swim in shoals."},
        {"id": "wire/7 😀", "text": f"News. {TARIFFS}"},
    ]
    body = await verify(stocked, TARIFFS, sources=sources)
    (citation,) = body["citations"]
    assert body["claims"][0]["support"] == "supported"
    assert (citation["article_id"], citation["quote"]) == ("wire/7 😀", TARIFFS)
    assert (citation["start"], citation["end"]) == (6, 6 + len(TARIFFS))


async def test_offsets_count_a_sources_canonical_form(stocked: httpx2.AsyncClient) -> None:
    source = f"\ufeffNews\x00 😀.\r\n\r\nMore\x85 news.\r{TARIFFS}\r\n"
    canonical = f"News 😀.\n\nMore news.\n{TARIFFS}\n"
    (citation,) = (await verify(stocked, TARIFFS, sources=[{"id": "s", "text": source}]))["citations"]
    assert canonical[citation["start"] : citation["end"]] == citation["quote"] == TARIFFS


async def test_given_sources_are_the_only_ones(stocked: httpx2.AsyncClient) -> None:
    sources = [{"id": "s", "text": "Herring swim in shoals."}]
    body = await verify(stocked, "The repairs cost 2.4 million euros.", sources=sources)
    assert (body["claims"][0]["support"], body["citations"]) == ("unsupported", [])


async def test_the_swap_is_found_in_given_sources_too(stocked: httpx2.AsyncClient) -> None:
    (claim,) = (await verify(stocked, SWAPPED, sources=[{"id": "s", "text": TARIFFS}]))["claims"]
    assert (claim["support"], claim["failed_checks"], claim["citations"]) == ("unsupported", ["numbers"], [1])


@pytest.mark.parametrize(("article_id", "support"), [("bridge", "supported"), ("ferry", "unsupported")])
async def test_named_articles_are_the_only_ones(
    stocked: httpx2.AsyncClient, article_id: str, support: str
) -> None:
    body = await verify(stocked, "The repairs cost 2.4 million euros.", article_ids=[article_id])
    assert body["claims"][0]["support"] == support
    assert {citation["article_id"] for citation in body["citations"]} <= {article_id}


async def test_with_no_articles_nothing_is_supported(api: httpx2.AsyncClient) -> None:
    (claim,) = (await verify(api, TARIFFS))["claims"]
    assert (claim["support"], claim["citations"]) == ("unsupported", [])


@pytest.mark.parametrize(
    ("text", "sources", "field"),
    [
        ("It rose. " * 401, [{"id": "s", "text": "A."}], "text"),
        ("A.", [{"id": "s", "text": "a" * 1_000_001}], "sources"),
    ],
    ids=["claims", "sources"],
)
async def test_more_than_can_be_judged_is_refused_by_its_field(
    seeded: httpx2.AsyncClient, text: str, sources: list[dict[str, str]], field: str
) -> None:
    response = await seeded.post("/v1/verifications", json={"text": text, "sources": sources})
    body = response.json()
    assert (response.status_code, body["code"]) == (422, "invalid_request")
    assert [error["field"] for error in body["errors"]] == [field]
    assert "at most" in body["detail"]
