"""The public sets that quality is measured on, read from a folder of the caller's; none is in the project.

Each has two halves: rules and weights may be fitted to `FITTED`; `OTHER` is looked at in totals alone.
Questions go by their place in their file, claims by their hash, so that a claim is in one half of both sets.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from evals.bench.errors import NotMeasured

FITTED: Final = 0
OTHER: Final = 1
_QUOTED = re.compile(r"\[ \d+ (.*?) \]")  # QuoteSum's "[ 2 words of source 2 ]"


@dataclass(frozen=True, slots=True)
class Question:
    """A SQuAD 2.0 question over one article; `answers` is empty when the article doesn't say."""

    text: str
    title: str
    paragraph: str
    answers: tuple[str, ...]
    half: int
    places: tuple[tuple[int, int], ...] = ()  # of the answers in the paragraph

    @property
    def is_impossible(self) -> bool:
        """Whether the right thing is to abstain."""
        return not self.answers


@dataclass(frozen=True, slots=True)
class Document:
    """An article of a set."""

    title: str
    text: str
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NewsQuery:
    """A MultiHop-RAG query and the facts that answer it together; none when nothing does."""

    text: str
    kind: str
    facts: tuple[str, ...]
    half: int


@dataclass(frozen=True, slots=True)
class NewsFact:
    """One fact of a news article."""

    text: str
    title: str
    source: str
    published_at: str


@dataclass(frozen=True, slots=True)
class ClaimPair:
    """A WiCE claim and the sentences it is held against: a whole page, or the few that matter."""

    claim: str
    sentences: tuple[str, ...]
    label: str
    half: int
    support: tuple[int, ...] = ()  # places of the sentences that support any of it, where the set says

    @property
    def is_supported(self) -> bool:
        """Whether the sentences support the whole claim; a part of it doesn't count."""
        return self.label == "supported"


@dataclass(frozen=True, slots=True)
class FocusedSummary:
    """A QuoteSum question, its sources (title, text), and of a written summary the answers and the length."""

    question_id: str
    question: str
    sources: tuple[tuple[str, str], ...]
    answers: tuple[str, ...]
    words: int
    half: int


def squad_questions(folder: Path) -> list[Question]:
    """Every question with the paragraph it was asked of. Raises NotMeasured."""
    paragraphs = {row["pid"]: row["text"] for row in _rows(folder / "squad2_dev_paragraphs.jsonl")}
    return [
        Question(
            row["question"],
            _title(row["title"]),
            paragraphs[row["pid"]],
            () if row["is_impossible"] else tuple(dict.fromkeys(row["answers"])),
            place % 2,
            _places(paragraphs[row["pid"]], row["answers"], row["answer_starts"]),
        )
        for place, row in enumerate(_rows(folder / "squad2_dev_questions.jsonl"))
    ]


def squad_documents(folder: Path, *, others: int = 0) -> list[Document]:
    """The articles that the questions are about, then so many others as distractors. Raises NotMeasured."""
    by_title: dict[str, list[str]] = {}
    for row in _rows(folder / "squad2_dev_paragraphs.jsonl"):
        by_title.setdefault(_title(row["title"]), []).append(row["text"])
    asked = [Document(title, "\n\n".join(texts), tuple(texts)) for title, texts in by_title.items()]
    if not others:
        return asked
    rest = (
        row for row in _rows(folder / "squad_wiki_articles.jsonl.gz") if _title(row["title"]) not in by_title
    )
    chosen = [
        Document(_title(row["title"]), row["text"]) for _, row in zip(range(others), rest, strict=False)
    ]
    return asked + chosen


def news_queries(folder: Path) -> list[NewsQuery]:
    """The queries over `news_facts`. Raises NotMeasured."""
    return [
        NewsQuery(
            row["query"], row["question_type"], tuple(one["fact"] for one in row["evidence"]), place % 2
        )
        for place, row in enumerate(_rows(folder / "multihop_dev_queries.jsonl"))
    ]


def news_facts(folder: Path) -> list[NewsFact]:
    """The facts that the queries are about. Raises NotMeasured."""
    return [
        NewsFact(row["fact"], row["title"], row["source"], row["published_at"])
        for row in _rows(folder / "multihop_dev_facts.jsonl")
    ]


def claims_against_pages(folder: Path) -> list[ClaimPair]:
    """WiCE claims against the whole page they cite. Raises NotMeasured."""
    return _pairs(folder / "wice_claim_dev.jsonl.gz")


def claims_against_evidence(folder: Path) -> list[ClaimPair]:
    """WiCE claims against the few sentences that matter. Raises NotMeasured."""
    return _pairs(folder / "wice_oracle_dev.jsonl.gz")


def focused_summaries(folder: Path) -> list[FocusedSummary]:
    """Each question with its first written summary, if a source has its answers. Raises NotMeasured."""
    rows = {row["qid"]: row for row in reversed(_rows(folder / "quotesum_dev.jsonl"))}
    found = []
    for question_id, row in reversed(rows.items()):
        places = [place for place in range(1, 9) if row[f"source{place}"].strip()]
        sources = tuple((row[f"title{place}"] or "Untitled", row[f"source{place}"]) for place in places)
        named = dict.fromkeys(match[1].strip() for match in _QUOTED.finditer(row["covered_short_answers"]))
        answers = tuple(one for one in named if any(one in text for _, text in sources))
        written = len(_QUOTED.sub(r"\1", row["summary"]).split())
        if answers:
            half = _half(question_id)
            found.append(FocusedSummary(question_id, row["question"], sources, answers, written, half))
    return found


def _pairs(path: Path) -> list[ClaimPair]:
    return [
        ClaimPair(
            row["claim"],
            tuple(row["evidence"]),
            row["label"],
            _half(row["claim"]),
            tuple(sorted({at for one in row.get("supporting_sentences", ()) for at in one})),
        )
        for row in _rows(path)
        if any(sentence.strip() for sentence in row["evidence"])
    ]


def _places(paragraph: str, answers: Sequence[str], starts: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Where the answers are; the set gives one place, and not of which answer it is."""
    return tuple(
        (start, start + len(answer))
        for start in starts
        for answer in dict.fromkeys(answers)
        if paragraph.startswith(answer, start)
    )


def _half(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % 2


def _title(name: str) -> str:
    return name.replace("_", " ")


def _rows(path: Path) -> Sequence[dict[str, Any]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NotMeasured(f"{path}: {error.strerror}; evals/README.md says which files are needed") from error
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]
