"""The seeds: well formed, listed, and carrying the facts that the README and the evaluation rest on."""

import re
from datetime import date
from pathlib import Path

import httpx2
import pytest
import yaml

from app.seeding import article_files, post_file
from tests.conftest import SEEDS

README = (SEEDS.parent / "README.md").read_text("utf-8")
TAGS = {
    "diplomacy",
    "history",
    "opinion",
    "parade",
    "statement",
    "timeline",
    "trade",
    "ukraine",
    "united-nations",
}
FILES = article_files([SEEDS])

# Each is looked for in the sentences of one article; `.*` stays within a sentence or a bullet.
FACTS = {
    "1 date and place of filing": r"filed from Beijing on Friday, 9 May 2025",
    "2 Xi at the parade": r"President Xi Jinping attended the large military parade .* Red Square in Moscow",
    "3 what it marked": r"80 years since the Soviet Union defeated Nazi Germany in the Second World War",
    "4 the platform": r"covered platform beside Lenin's mausoleum while Russian troops marched past",
    "4 who else stood there": r"other leaders and Russian veterans",
    "5 talks the day before": r"Thursday, 8 May 2025, .* held talks in the Kremlin",
    "6 arrival": r"Wednesday, 7 May 2025, Xi Jinping arrived in Russia for a state visit of four days",
    "7 partnership advanced": r"significantly advanced the strategic partnership",
    "8 history and reality": r"history and reality show the need to deepen relations",
    "8 friendship": r"friendship between the two peoples is to last",
    "8 success and development": r"help China and Russia each to succeed and to develop",
    "8 fairness and governance": r"fairness and justice in the world and for reform of global governance",
    "9 first anniversary": r"80th of the Chinese people's war of resistance against Japanese aggression",
    "9 second anniversary": r"80th of the Great Patriotic War of the Soviet Union",
    "9 third anniversary": r"80th of the world anti-fascist war",
    "10 sacrifices and victory": r"Eighty years ago.*immense sacrifices.*great victory",
    "10 contribution": r"contribution to world peace and to the progress of humanity",
    "11 multilateralism": r"multilateralism and denounced unilateral actions",
    "12 against whom": r"against unilateralism, bullying and power politics",
    "12 responsibility": r"special responsibility of major countries and of permanent members of the UN",
    "13 first aim": r"correct view of the history of the Second World War",
    "13 second aim": r"authority and the standing of the United Nations",
    "13 third aim": r"rights and interests of China, Russia and all other developing countries",
    "13 fourth aim": r"multipolar world that is equal and orderly",
    "13 fifth aim": r"economic globalization that is inclusive and brings benefits to all",
    "14 warm and friendly": r'"traditionally warm, friendly"',
    "14 dear friend": r'"dear friend"',
    "15 equality and respect": r"built on mutual equality and respect",
    "15 no third party": r"aimed at no third party",
    "15 passing incidents": r"Passing incidents.*do not affect",
    "16 joint statement": r"comprehensive strategic partnership of coordination for a new era",
    "17 documents": r"More than 20 documents on bilateral cooperation",
    "18 sanctions": r"Western countries had tightened their sanctions on Moscow over the war in Ukraine",
    "19 trade war": r"Trump took office in January, and since then he has waged a trade war on China",
    "19 US tariffs": r"tariffs that Trump imposed on Chinese exports reach up to 145 percent",
    "20 Chinese tariffs": r"125 percent on (?:US products|products from the United States)",
    "21 agreements": r"more than 20 agreements",
    "21 closer ties": r"closer economic, political and cultural ties",
    "22 united front": r"united front against unilateralism and in favour of a multipolar world",
    "22 fairer system": r"essential.*global system is to become fairer and more inclusive",
}
TRAPS = {
    "exactly 20": r"exactly (?:20|twenty)|(?<!more than )\b(?:20|twenty) (?:documents|agreements)",
    "75th": r"\b75(?:th)?\b|seventy-fifth",
    "swapped tariffs": r"125 percent on Chinese|145 percent on (?:US|American)",
    "talks on the parade's day": r"(?:talks|met)(?:(?!Thursday)[^.])* on Friday",
}


def read(file: Path) -> tuple[dict[str, object], str]:
    """The front matter and the body of a seed."""
    _, head, body = file.read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(head), body


BODIES = {file.stem: read(file)[1] for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_front_matter_is_complete(file: Path) -> None:
    head, _ = read(file)
    assert list(head) == ["article_id", "title", "source", "published_at", "tags"]
    assert head["article_id"] == file.stem
    assert re.fullmatch(r"[a-z][a-z-]+[a-z]", file.stem)
    assert re.fullmatch(r"Footnote Seeds: (?:Diplomacy|Economy|Commentary)", str(head["source"]))
    assert isinstance(head["published_at"], date)
    assert isinstance(head["tags"], list)
    assert set(head["tags"]) <= TAGS


@pytest.mark.parametrize("name", BODIES)
def test_body_has_150_to_500_words(name: str) -> None:
    assert 150 <= len(BODIES[name].split()) <= 500


@pytest.mark.parametrize("name", BODIES)
def test_each_paragraph_stands_on_one_line(name: str) -> None:
    paragraphs = [one for one in BODIES[name].strip().split("\n\n") if not one.startswith("- ")]
    assert not [one for one in paragraphs if "\n" in one]


def test_there_are_8_to_12_with_titles_of_their_own() -> None:
    assert 8 <= len(FILES) <= 12
    assert len({read(file)[0]["title"] for file in FILES}) == len(FILES)


def test_the_readme_lists_each_once_and_no_other() -> None:
    listed = re.findall(r"^\| `([a-z-]+)` \|", README.partition("## Articles")[2], re.MULTILINE)
    assert sorted(listed) == sorted(BODIES)


@pytest.mark.parametrize("pattern", FACTS.values(), ids=FACTS)
def test_a_fact_is_in_an_article(pattern: str) -> None:
    assert [name for name, body in BODIES.items() if re.search(pattern, body)]


@pytest.mark.parametrize("pattern", TRAPS.values(), ids=TRAPS)
def test_no_article_falls_into_a_trap(pattern: str) -> None:
    found = {name: re.search(pattern, body, re.IGNORECASE) for name, body in BODIES.items()}
    assert not {name: match[0] for name, match in found.items() if match}


def test_the_overview_says_nothing_that_only_it_says() -> None:
    others = "\n".join(body for name, body in BODIES.items() if name != "visit-at-a-glance")
    only = [
        fact
        for fact, pattern in FACTS.items()
        if re.search(pattern, BODIES["visit-at-a-glance"]) and not re.search(pattern, others)
    ]
    assert only == []


async def test_loading_twice_changes_nothing(seeded: httpx2.AsyncClient) -> None:
    before = (await seeded.get("/v1/articles", params={"limit": 100})).json()
    for file in FILES:
        assert (await post_file(seeded, file)).outcome == "unchanged"
    assert (await seeded.get("/v1/articles", params={"limit": 100})).json() == before


async def test_every_seed_is_stored_under_its_name(seeded: httpx2.AsyncClient) -> None:
    listed = (await seeded.get("/v1/articles", params={"limit": 100})).json()["items"]
    assert sorted(one["article_id"] for one in listed) == sorted(BODIES)
    for one in listed:
        assert str(one["published_at"]).startswith("2025-05-")
