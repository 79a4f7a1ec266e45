"""The seeds as their files hold them, read without `app`: what is judged mustn't supply its measure."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import NoneType
from typing import Any

import yaml

from evals.errors import BadUsage

FOLDER = Path(__file__).parent.parent / "seeds" / "articles"
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)(.*)", re.DOTALL)
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "article_id": str,
    "title": str,
    "published_at": (date, NoneType),
}
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
    try:
        match = _FRONT_MATTER.match(canonical(data.decode("utf-8")))
    except UnicodeDecodeError as error:
        raise BadUsage(f"{name}: not UTF-8: {error}") from error
    if match is None:
        raise BadUsage(f"{name}: no front matter between two --- lines")
    fields = _fields(match[1], name)
    for field, kind in _KINDS.items():
        if not isinstance(fields.get(field), kind):
            raise BadUsage(
                f"{name}: {field}: {fields[field]!r} is none" if field in fields else f"{name}: no {field}"
            )
    return Seed(fields["article_id"], fields["title"], fields.get("published_at"), match[2].lstrip("\n"))


def _fields(front_matter: str, name: str) -> dict[str, Any]:
    """What stands between the --- lines, read field by field: an error of one names it. Raises BadUsage."""
    try:
        root = yaml.compose(front_matter, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise BadUsage(f"{name}: {error}") from error
    if not isinstance(root, yaml.MappingNode):
        raise BadUsage(f"{name}: the front matter is no list of fields")
    fields: dict[str, Any] = {}
    for key, value in root.value:
        try:
            fields[str(key.value)] = yaml.safe_load(yaml.serialize(value))
        except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that no calendar has
            raise BadUsage(f"{name}: {key.value}: {getattr(value, 'value', '')}: {error}") from error
    return fields


def canonical(text: str) -> str:
    """The form that offsets count in: newlines `\\n`, no BOM, no control characters."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).lstrip("\ufeff")
