"""What summaries are asked for, and what they should say: over the seeds and over two public sets."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from evals.bench.quality.data import FITTED, FocusedSummary, Question, focused_summaries, squad_documents
from evals.bench.quality.data import squad_questions as questions_of
from evals.bench.quality.plain_summaries import pieces_of
from evals.load import load_cases
from evals.model import Case, Fact
from evals.score.facts import find_fact
from evals.score.reading import read
from evals.score.summary import sources_of
from evals.seeds import Seeds

SEED_WORDS = (60, 120, 200)
SQUAD_WORDS = (120, 250)
LEAST_WORDS = 10  # the least that the service takes as a limit
_DIGITS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Goal:
    """Something that a summary may say, and how much that is worth."""

    weight: float
    is_in: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Task:
    """A summary to ask for by `body`; `texts` are its sources, for who summarizes in a plain way."""

    group: str
    name: str
    body: dict[str, Any]
    texts: tuple[str, ...]
    goals: tuple[Goal, ...]

    @property
    def max_words(self) -> int:
        """Its word limit."""
        return int(self.body["max_words"])

    @property
    def focus(self) -> str:
        """What it should dwell on."""
        return str(self.body.get("focus") or self.body.get("query") or "")


@dataclass(frozen=True, slots=True)
class Suite:
    """Tasks, and the articles beside the seeds that they need: id to title and text."""

    tasks: tuple[Task, ...]
    articles: dict[str, tuple[str, str]] = field(default_factory=dict)


def seed_tasks(seeds: Seeds) -> Suite:
    """Each seed alone, all together, and the summaries that the eval cases ask for."""
    cases = load_cases()
    facts = [fact for case in cases for fact in _facts_of(case)]
    tasks: list[Task] = []
    for limit in SEED_WORDS:
        for seed in seeds.articles.values():
            held = [fact for fact, places in facts if seed.article_id in places]
            body = {"article_ids": [seed.article_id], "max_words": limit}
            group = f"one seed, {limit} words"
            tasks.append(Task(group, seed.article_id, body, (seed.text,), fact_goals(held, [seed.text])))
    texts = tuple(seed.text for seed in seeds.articles.values())
    whole = {"article_ids": list(seeds.articles), "max_words": 250}
    goals = fact_goals([fact for fact, _ in facts], texts)
    tasks.append(Task("all seeds, 250 words", "all seeds", whole, texts, goals))
    tasks += [_as_asked(case, seeds) for case in cases if case.kind == "summary"]
    return Suite(tuple(tasks))


def squad_tasks(folder: Path, half: int = FITTED) -> Suite:
    """Each article that questions are about; the goals are the answers of one half. Raises NotMeasured."""
    asked = [one for one in questions_of(folder) if not one.is_impossible and one.half == half]
    articles = {slug(one.title): (one.title, one.text) for one in squad_documents(folder)}
    tasks = []
    for limit in SQUAD_WORDS:
        for article_id, (title, text) in articles.items():
            goals = tuple(answer_goal(one) for one in asked if one.title == title)
            body = {"article_ids": [article_id], "max_words": limit}
            tasks.append(Task(f"SQuAD article, {limit} words", title, body, (text,), goals))
    return Suite(tuple(tasks), articles)


def focused_tasks(folder: Path, half: int = FITTED) -> Suite:
    """QuoteSum's questions as focus, each at the length of its written summary. Raises NotMeasured."""
    tasks: list[Task] = []
    articles: dict[str, tuple[str, str]] = {}
    for one in focused_summaries(folder):
        if one.half == half:
            sources = {f"{slug(one.question_id)}-{place}": source for place, source in enumerate(one.sources)}
            articles |= sources
            tasks.append(_focused(one, list(sources)))
    return Suite(tuple(tasks), articles)


def fact_goals(facts: Iterable[Fact], texts: Sequence[str]) -> tuple[Goal, ...]:
    """The facts that a sentence of the texts states, those that say the same once."""
    pieces = [piece.text for piece in pieces_of(texts)]
    different = {_saying(fact): fact for fact in facts}
    goals = [_fact_goal(fact) for fact in different.values()]
    return tuple(goal for goal in goals if any(map(goal.is_in, pieces)))


def answer_goal(question: Question) -> Goal:
    """An answer in a sentence of the paragraph asked about: elsewhere its words may mean another thing."""
    paragraph = folded(question.paragraph)
    answers = [folded(answer) for answer in question.answers]

    def is_in(text: str) -> bool:
        stated = (folded(piece.text) for piece in pieces_of([text]))
        return any(answer in one for one in stated if one in paragraph for answer in answers)

    return Goal(1.0, is_in)


def folded(text: str) -> str:
    """Words alone, with a space before and after, so that a part of a word is none."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return f" {_DIGITS.sub(' ', ''.join(one for one in plain if not unicodedata.combining(one))).strip()} "


def slug(name: str) -> str:
    """A name as an article id."""
    return re.sub(r"[^A-Za-z0-9._~-]+", "-", name).strip("-")


def _fact_goal(fact: Fact) -> Goal:
    return Goal(fact.weight, lambda text: find_fact(fact, read(text)).met)


def _words_goal(answer: str) -> Goal:
    wanted = folded(answer)
    return Goal(1.0, lambda text: wanted in folded(text))


def _facts_of(case: Case) -> list[tuple[Fact, frozenset[str]]]:
    """A case's facts, each with the articles that have all of its evidence."""
    found = []
    for fact in case.facts:
        places = [{place.article for place in case.evidence[name]} for name in fact.evidence]
        if places:
            found.append((fact, frozenset(set.intersection(*places))))
    return found


def _saying(fact: Fact) -> str:
    return fact.model_dump_json(exclude={"id", "weight", "required", "evidence"})


def _as_asked(case: Case, seeds: Seeds) -> Task:
    texts = tuple(seeds.articles[one].text for one in sources_of(case, seeds))
    return Task("as the cases ask", case.id, dict(case.body), texts, fact_goals(case.facts, texts))


def _focused(one: FocusedSummary, article_ids: list[str]) -> Task:
    body = {"article_ids": article_ids, "focus": one.question, "max_words": max(LEAST_WORDS, one.words)}
    goals = tuple(map(_words_goal, one.answers))
    return Task("QuoteSum, focused", one.question, body, tuple(text for _, text in one.sources), goals)


def grouped(tasks: Sequence[Task]) -> dict[str, list[Task]]:
    """Tasks by group, in order."""
    return {group: list(some) for group, some in groupby(tasks, key=lambda one: one.group)}
