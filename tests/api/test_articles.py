"""Articles come in whole, are listed and read as they are, and go without a trace."""

from datetime import datetime
from typing import Any

import httpx2
import pytest

from tests.api.checks import ask, found_ids, text_of
from tests.ingest.uploads import pdf

METADATA_FIELDS = {
    "article_id",
    "revision",
    "title",
    "source",
    "url",
    "authors",
    "published_at",
    "language",
    "tags",
    "created_at",
    "updated_at",
    "characters",
    "passages",
}
MARKET = {"title": "Market moves", "text": "The market moves to the old station. Stalls cost 20 euros."}
FULL = {
    **MARKET,
    "source": "City desk",
    "url": "https://example.org/market",
    "authors": ["Ann Lee", "Bo Ray"],
    "published_at": "2025-05-09",
    "language": "en",
    "tags": ["city", "trade"],
}


async def put(client: httpx2.AsyncClient, article_id: str, **fields: Any) -> httpx2.Response:
    return await client.put(f"/v1/articles/{article_id}", json={**MARKET, **fields})


async def upload(client: httpx2.AsyncClient, name: str, data: bytes | str, **fields: Any) -> dict[str, Any]:
    data = data.encode() if isinstance(data, str) else data
    response = await client.post("/v1/articles", files={"file": (name, data)}, data=fields)
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()
    return body


async def listed(client: httpx2.AsyncClient, **params: Any) -> list[str]:
    page = (await client.get("/v1/articles", params=params)).json()
    return [item["article_id"] for item in page["items"]]


async def test_put_answers_created_then_unchanged_then_replaced(api: httpx2.AsyncClient) -> None:
    answers = [await put(api, "market"), await put(api, "market"), await put(api, "market", text="It stays.")]
    assert [one.status_code for one in answers] == [201, 200, 200]
    assert [one.json()["outcome"] for one in answers] == ["created", "unchanged", "replaced"]


async def test_put_gives_back_what_it_stored(api: httpx2.AsyncClient) -> None:
    body = (await put(api, "market", **FULL)).json()
    assert body.keys() == METADATA_FIELDS | {"outcome"}
    assert {field: body[field] for field in FULL.keys() - {"text"}} == {
        field: value for field, value in FULL.items() if field != "text"
    }
    assert (body["article_id"], body["characters"], body["passages"]) == ("market", len(FULL["text"]), 1)


async def test_get_gives_what_put_gave(api: httpx2.AsyncClient) -> None:
    put_body = (await put(api, "market", **FULL)).json()
    response = await api.get("/v1/articles/market")
    assert response.json() == {field: put_body[field] for field in METADATA_FIELDS}


async def test_putting_the_same_again_leaves_times_and_revision(api: httpx2.AsyncClient) -> None:
    first, again = (await put(api, "market")).json(), (await put(api, "market")).json()
    assert first | {"outcome": "unchanged"} == again


@pytest.mark.parametrize("field", [field for field in FULL if field != "text"])
async def test_other_metadata_makes_another_revision(api: httpx2.AsyncClient, field: str) -> None:
    changed = {**FULL, field: FULL[field][:1] if isinstance(FULL[field], list) else None}
    changed["title"] = "Market stays" if field == "title" else FULL["title"]
    first = (await put(api, "market", **FULL)).json()
    second = (await put(api, "market", **changed)).json()
    assert second["outcome"] == "replaced"
    assert second["revision"] != first["revision"]
    assert second[field] == changed[field]


async def test_a_replacement_keeps_the_day_it_was_created(api: httpx2.AsyncClient) -> None:
    first = (await put(api, "market")).json()
    second = (await put(api, "market", text="It stays.")).json()
    assert second["created_at"] == first["created_at"]
    assert datetime.fromisoformat(second["updated_at"]) > datetime.fromisoformat(first["updated_at"])


async def test_a_replacement_leaves_nothing_of_the_old_text(stocked: httpx2.AsyncClient) -> None:
    assert "bridge" in await found_ids(stocked, "120 workers")
    await put(stocked, "bridge")
    found = (
        await stocked.post("/v1/search", json={"query": "harbour bridge 120 workers", "top_k": 50})
    ).json()
    assert not any(
        "workers" in passage["text"] or "bridge" in passage["text"] for passage in found["passages"]
    )
    assert (await ask(stocked, "How many workers did Mayor Ada Brook thank?"))["status"] == "abstained"
    assert await text_of(stocked, "bridge") == MARKET["text"]


async def test_a_deleted_article_is_gone_everywhere(stocked: httpx2.AsyncClient) -> None:
    assert (await ask(stocked, "What did the repairs cost?"))["status"] == "answered"
    response = await stocked.delete("/v1/articles/bridge")
    assert (response.status_code, response.json()) == (200, {"deleted_passages": 1})
    assert await found_ids(stocked, "harbour bridge repairs") == {"ferry"}
    assert [(await stocked.get(f"/v1/articles/bridge{end}")).status_code for end in ("", "/text")] == [
        404,
        404,
    ]
    assert await listed(stocked) == ["ferry"]
    assert (await ask(stocked, "What did the repairs cost?"))["answer"] == ""
    assert (await stocked.get("/readyz")).json()["articles"] == 1


async def test_a_deleted_article_can_come_back(stocked: httpx2.AsyncClient) -> None:
    await stocked.delete("/v1/articles/bridge")
    assert (await put(stocked, "bridge")).json()["outcome"] == "created"
    assert "bridge" in await found_ids(stocked, "old station")


async def test_posting_derives_the_id_and_stores_once(api: httpx2.AsyncClient) -> None:
    first, again = [await api.post("/v1/articles", json=MARKET) for _ in range(2)]
    assert [first.status_code, again.status_code] == [201, 200]
    assert [first.json()["outcome"], again.json()["outcome"]] == ["created", "unchanged"]
    assert await listed(api) == [first.json()["article_id"]] == [again.json()["article_id"]]


async def test_posting_under_an_id_of_ones_own_is_like_putting(api: httpx2.AsyncClient) -> None:
    body = (await api.post("/v1/articles", json={**MARKET, "article_id": "market"})).json()
    assert (body["article_id"], body["outcome"]) == ("market", "created")
    assert (await put(api, "market")).json()["outcome"] == "unchanged"


@pytest.mark.parametrize("article_id", ["a", "0", "A.b_c~d-e", "x" * 128, "text", "import.2"])
async def test_an_id_has_letters_digits_and_four_signs(api: httpx2.AsyncClient, article_id: str) -> None:
    assert (await put(api, article_id)).json()["article_id"] == article_id
    assert await text_of(api, article_id) == MARKET["text"]
    assert (await api.delete(f"/v1/articles/{article_id}")).status_code == 200


TEXTS = {
    "plain": ("One. Two.", "One. Two."),
    "beyond ASCII": ("Größe 😀 的 ﷽ é e\u0301.", "Größe 😀 的 ﷽ é e\u0301."),
    "newlines": ("One.\r\nTwo.\rThree.\n\n\nFour.\n", "One.\nTwo.\nThree.\n\n\nFour.\n"),
    "byte order mark": ("\ufeffOne.", "One."),
    "mark within": ("One\ufeff two.", "One\ufeff two."),
    "controls": ("A\x00B\x07C\x1bD\x7fE\x85F\x9fG\tH.", "ABCD\x7fEFG\tH."),
    "white space": ("  One.  \t Two. \n\n ", "  One.  \t Two. \n\n "),
    "separators": ("One\u2028two\u00a0three\u200b.", "One\u2028two\u00a0three\u200b."),
}


@pytest.mark.parametrize(("sent", "canonical"), TEXTS.values(), ids=TEXTS.keys())
async def test_the_text_is_canonical_and_comes_back_byte_for_byte(
    api: httpx2.AsyncClient, sent: str, canonical: str
) -> None:
    written = (await put(api, "market", text=sent)).json()
    response = await api.get("/v1/articles/market/text")
    assert response.content == canonical.encode()
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert written["characters"] == len(canonical)


async def test_the_texts_tag_is_its_revision(stocked: httpx2.AsyncClient) -> None:
    revision = (await stocked.get("/v1/articles/bridge")).json()["revision"]
    assert (await stocked.get("/v1/articles/bridge/text")).headers["ETag"] == f'"{revision}"'


async def test_passages_are_slices_of_the_canonical_text(api: httpx2.AsyncClient) -> None:
    sentences = [f"Sentence {number} tells of 😀 and Größe, line by line." for number in range(20)]
    await put(api, "market", text="\ufeff" + "\r\n".join(sentences) + "\x07")
    text = await text_of(api, "market")
    found = (await api.post("/v1/search", json={"query": "sentence tells", "top_k": 50})).json()["passages"]
    assert found
    assert all(text[one["start"] : one["end"]] == one["text"] for one in found)


async def test_a_text_file_takes_its_title_from_its_name(api: httpx2.AsyncClient) -> None:
    body = await upload(api, "notes_on-the_market.txt", "The market moves to the old station.")
    assert body["title"] == "Notes on the market"
    assert await text_of(api, body["article_id"]) == "The market moves to the old station."


async def test_front_matter_gives_the_fields(api: httpx2.AsyncClient) -> None:
    front = "article_id: market\ntitle: Market moves\nsource: Desk\npublished_at: 2025-05-09\ntags: [a, b]"
    body = await upload(api, "a.md", f"---\n{front}\n---\n\n# Head\n\nThe market *moves*.\n")
    assert {field: body[field] for field in ("article_id", "title", "source", "published_at", "tags")} == {
        "article_id": "market",
        "title": "Market moves",
        "source": "Desk",
        "published_at": "2025-05-09",
        "tags": ["a", "b"],
    }
    assert await text_of(api, "market") == "# Head\n\nThe market *moves*.\n"


async def test_an_html_file_gives_its_prose(api: httpx2.AsyncClient) -> None:
    page = "<html lang=en><head><title>Market moves</title></head><body><nav>Home</nav><article>"
    page += "".join(
        f"<p>In {year} the market moved to another street of the city.</p>" for year in range(2000, 2012)
    )
    page += "<p>Stalls cost 20 euros a day.</p>"
    body = await upload(api, "page.html", page + "</article><script>track()</script></body></html>")
    text = await text_of(api, body["article_id"])
    assert (body["title"], body["language"]) == ("Market moves", "en")
    assert "Stalls cost 20 euros a day." in text
    assert not any(word in text for word in ("track", "<p>", "Home"))


async def test_a_pdf_file_gives_its_text(api: httpx2.AsyncClient) -> None:
    body = await upload(api, "a.pdf", pdf("The market moves to the old station.", "Stalls cost 20 euros."))
    assert (body["title"], body["authors"]) == ("The parade", ["Ann Lee", "Bo Ray"])
    assert (
        await text_of(api, body["article_id"])
        == "The market moves to the old station.\n\nStalls cost 20 euros."
    )
    assert await found_ids(api, "stalls") == {body["article_id"]}


async def test_uploading_twice_stores_once(api: httpx2.AsyncClient) -> None:
    first = await upload(api, "a.txt", "The market moves.")
    response = await api.post("/v1/articles", files={"file": ("a.txt", b"The market moves.")})
    assert (response.status_code, response.json()["outcome"]) == (200, "unchanged")
    assert await listed(api) == [first["article_id"]]


async def test_the_callers_fields_win_over_the_files(api: httpx2.AsyncClient) -> None:
    front = "article_id: market\ntitle: Market\nsource: Desk\npublished_at: 2025-05-09\ntags: [a]"
    given = {"title": "My title", "article_id": "mine", "published_at": "2024-01-02", "tags": "x, y"}
    body = await upload(api, "a.md", f"---\n{front}\n---\nThe market moves.", **given)
    assert (body["title"], body["article_id"], body["published_at"]) == ("My title", "mine", "2024-01-02")
    assert (body["tags"], body["source"]) == (["x", "y"], "Desk")


async def test_empty_form_fields_change_nothing(api: httpx2.AsyncClient) -> None:
    body = await upload(api, "a.txt", "The market moves.", title="", source="", published_at="", tags="")
    assert (body["title"], body["source"], body["published_at"], body["tags"]) == ("A", None, None, [])


DATELINE = "date 2025-05-09 BEIJING- The market moves to the old station."


async def test_a_dateline_gives_the_date_and_stays_in_the_text(api: httpx2.AsyncClient) -> None:
    assert (await put(api, "a", text=DATELINE)).json()["published_at"] == "2025-05-09"
    assert (await upload(api, "b.txt", DATELINE, article_id="b"))["published_at"] == "2025-05-09"
    assert await text_of(api, "a") == await text_of(api, "b") == DATELINE


async def test_the_callers_date_wins_over_a_dateline(api: httpx2.AsyncClient) -> None:
    body = (await put(api, "a", text=DATELINE, published_at="2025-01-01")).json()
    assert body["published_at"] == "2025-01-01"


async def test_the_listing_goes_on_where_a_page_ends(api: httpx2.AsyncClient) -> None:
    for number in range(5):
        await put(api, f"a{number}")
    found, cursor, pages = [], None, 0
    while cursor or not pages:
        page = (
            await api.get("/v1/articles", params={"limit": 2, **({"cursor": cursor} if cursor else {})})
        ).json()
        assert page.keys() == {"items", "next_cursor"}
        found += page["items"]
        cursor, pages = page["next_cursor"], pages + 1
    assert [item["article_id"] for item in found] == ["a0", "a1", "a2", "a3", "a4"]
    assert (pages, found[0].keys()) == (3, METADATA_FIELDS)


async def test_a_full_last_page_has_no_next(stocked: httpx2.AsyncClient) -> None:
    assert (await stocked.get("/v1/articles", params={"limit": 2})).json()["next_cursor"] is None


async def test_a_listing_goes_on_past_what_was_deleted(api: httpx2.AsyncClient) -> None:
    for number in range(4):
        await put(api, f"a{number}")
    cursor = (await api.get("/v1/articles", params={"limit": 2})).json()["next_cursor"]
    await api.delete("/v1/articles/a1")
    assert await listed(api, cursor=cursor) == ["a2", "a3"]


@pytest.mark.parametrize(
    ("params", "ids"),
    [
        ({}, ["bridge", "ferry"]),
        ({"source": "Sea desk"}, ["ferry"]),
        ({"tag": "transport"}, ["bridge", "ferry"]),
        ({"tag": ["transport", "city"]}, ["bridge"]),
        ({"published_after": "2025-05-02"}, ["ferry"]),
        ({"published_before": "2025-04-15"}, ["bridge"]),
        ({"published_after": "2025-04-16", "published_before": "2025-05-01"}, []),
        ({"source": "sea desk"}, []),
    ],
)
async def test_the_listing_is_filtered(
    stocked: httpx2.AsyncClient, params: dict[str, Any], ids: list[str]
) -> None:
    assert await listed(stocked, **params) == ids


async def test_an_undated_article_is_in_no_span_of_days(api: httpx2.AsyncClient) -> None:
    await put(api, "market")
    assert await listed(api, published_after="1900-01-01") == []
    assert await listed(api, published_before="2100-01-01") == []


@pytest.mark.parametrize("query", ["tags=city", "article_ids=bridge", "Limit=5"])
async def test_a_parameter_of_no_such_name_is_refused(stocked: httpx2.AsyncClient, query: str) -> None:
    response = await stocked.get(f"/v1/articles?{query}")
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
    assert response.json()["errors"][0]["field"] == query.partition("=")[0]
