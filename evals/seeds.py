"""The seeds as their files hold them, read without `app`: what is judged mustn't supply its measure."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import yaml

from evals.errors import BadUsage

FOLDER = Path(__file__).parent.parent / "seeds" / "articles"
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)(.*)", re.DOTALL)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x80-\x9f]")


@dataclass(frozen=True, slots=True)
class Seed:
    """One article: `text` is the body, which the service's offsets count in."""

    article_id: str
    title: str
    published_at: date | None
    text: str


@dataclass(frozen=True)
class Seeds:
    """All articles by id, in the order of their ids; `digest` names exactly their bytes."""

    articles: Mapping[str, Seed]
    digest: str = ""

    def plus(self, seed: Seed) -> "Seeds":
        """The same and one more."""
        return Seeds({**self.articles, seed.article_id: seed}, self.digest)

    @cached_property
    def names(self) -> frozenset[str]:
        """Words with a capital within a sentence, and never without: so a sentence's first word is known."""
        texts = [f"{seed.title}.\n{seed.text}" for seed in self.articles.values()]
        within = {word for text in texts for word in re.findall(r"(?<=[a-z,] )[A-Z][\w-]*", text)}
        lower = {word for text in texts for word in re.findall(r"\b[a-z][\w-]*", text)}
        return frozenset(word for word in within if word.lower() not in lower)


def load_seeds(folder: Path = FOLDER) -> Seeds:
    """Every `*.md` of the folder. Raises BadUsage for a file that isn't an article, or when there is none."""
    digest = hashlib.sha256()
    articles: dict[str, Seed] = {}
    for file in sorted(folder.glob("*.md")):
        data = file.read_bytes()
        digest.update(file.name.encode() + b"\0" + data + b"\0")
        seed = parse_seed(data, name=str(file))
        articles[seed.article_id] = seed
    if not articles:
        raise BadUsage(f"no articles in {folder}")
    return Seeds(articles, digest.hexdigest()[:16])


def parse_seed(data: bytes, *, name: str) -> Seed:
    """An article file's content. Raises BadUsage."""
    match = _FRONT_MATTER.match(canonical(data.decode("utf-8")))
    if match is None:
        raise BadUsage(f"{name}: no front matter between two --- lines")
    try:
        fields = yaml.load(match[1], Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        return Seed(fields["article_id"], fields["title"], fields.get("published_at"), match[2].lstrip("\n"))
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise BadUsage(f"{name}: {error}") from error


def canonical(text: str) -> str:
    """The form that offsets count in: newlines `\\n`, no BOM, no control characters."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).lstrip("\ufeff")
