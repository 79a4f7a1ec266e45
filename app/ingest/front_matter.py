"""Markdown with YAML front matter: the format of article files."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import yaml

from app.errors import InvalidFrontMatter
from app.ingest.canonical import (
    LANGUAGE_TAGS,
    canonical_line,
    canonical_text,
    is_language_tag,
    title_from_file_name,
)
from app.models import Source

REQUIRED = ("article_id", "title", "source", "published_at")
OPTIONAL = ("url", "authors", "language", "tags")

# The YAML reader runs at 0.1 MB/s: a few fields need no more than this.
_MOST_CHARACTERS = 20_000
_OPENED = re.compile(r"---[ \t]*\n")
_CLOSED = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_FIRST_HEADING = re.compile(r"^#[ \t]+([^\n]*)", re.MULTILINE)


def article_from_markdown(text: str, *, name: str) -> Source:
    """An article file's content. `name` gives the title when neither front matter nor a heading does.

    The body stays as it is, marks and all. Raises InvalidFrontMatter, naming the field.
    """
    fields, body = split_front_matter(canonical_text(text))
    if fields is None:
        return Source(title=_first_heading(body) or title_from_file_name(name), text=body)
    unknown = sorted(fields.keys() - {*REQUIRED, *OPTIONAL})
    if unknown:
        raise _refused(f"{unknown[0]} is not known; the fields are {', '.join((*REQUIRED, *OPTIONAL))}")
    for field in REQUIRED:
        if fields.get(field) is None:
            raise _refused(f"{field} is missing", field)
    checked = {field: _CHECKS[field](field, value) for field, value in fields.items() if value is not None}
    return Source(text=body, **checked)


def _first_heading(body: str) -> str:
    match = _FIRST_HEADING.search(body)
    title = canonical_line(match[1], field="title") if match else ""
    bare = title.rstrip("#")  # "# Title #" closes its heading, "# C#" doesn't
    return bare.rstrip() if bare.endswith(" ") or not bare else title


def split_front_matter(text: str) -> tuple[Mapping[str, Any] | None, str]:
    """Fields and body of a text; None for the fields when it doesn't open with `---`.

    The newlines between front matter and body belong to neither. Raises InvalidFrontMatter.
    """
    opened = _OPENED.match(text)
    if opened is None:
        return None, text
    closed = _CLOSED.search(text, opened.end(), opened.end() + _MOST_CHARACTERS)
    if closed is None:
        raise _refused(f"opened with ---, and no --- closes it within {_MOST_CHARACTERS} characters")
    return _read_fields(text[opened.end() : closed.start()]), text[closed.end() :].lstrip("\n")


def _read_fields(front: str) -> dict[str, Any]:
    try:
        loader = yaml.SafeLoader(front)
        node = loader.get_single_node()
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            raise _refused("not a list of `field: value` lines")
        fields: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _refused("a field's name must be one word")
            name = str(key.value)
            if name in fields:
                raise _refused(f"{name} is there twice", name)
            fields[name] = _construct(loader, name, value)
        return fields
    except (yaml.YAMLError, RecursionError) as error:
        raise _refused(_explain(error)) from error


def _construct(loader: yaml.SafeLoader, name: str, node: yaml.Node) -> Any:
    """The value of one field: a scalar, or a list of them. No deeper, so there is nothing to blow up."""
    nested = node.value if isinstance(node, yaml.SequenceNode) else [node]
    if not all(isinstance(item, yaml.ScalarNode) for item in nested):
        raise _refused(f"{name} must be one value or a list of values", name)
    try:
        return loader.construct_object(node, deep=True)
    except (
        ValueError,
        LookupError,
        AttributeError,
    ) as error:  # 2025-02-30, !!int x
        raise _refused(f"{name} has a value that can't be read", name) from error


def _text(field: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _refused(f"{field} must be text; put it in quotes", field)
    line = canonical_line(value, field=field)
    if not line:
        raise _refused(f"{field} is empty", field)
    return line


def _day(field: str, value: Any) -> date:
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError as error:
        raise _refused(f"{field} must be a date such as 2025-05-09", field) from error
    if not isinstance(found, date) or isinstance(found, datetime):
        raise _refused(f"{field} must be a date such as 2025-05-09", field)
    return found


def _web_address(field: str, value: Any) -> str:
    address = _text(field, value)
    if not address.startswith(("https://", "http://")):
        raise _refused(f"{field} must start with https:// or http://", field)
    return address


def _language(field: str, value: Any) -> str:
    tag = _text(field, value)
    if not is_language_tag(tag):
        raise _refused(f"{field} must be {LANGUAGE_TAGS}", field)
    return tag


def _texts(field: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _refused(f"{field} must be a list of texts", field)
    return tuple(_text(field, item) for item in value)


_CHECKS: Mapping[str, Callable[[str, Any], Any]] = {
    "article_id": _text,
    "title": _text,
    "source": _text,
    "published_at": _day,
    "url": _web_address,
    "authors": _texts,
    "language": _language,
    "tags": _texts,
}


def _explain(error: Any) -> str:
    mark = getattr(error, "problem_mark", None)
    if isinstance(error, RecursionError):
        return "nested too deeply"
    # Lines count from the file's first, which is the opening mark.
    return f"line {mark.line + 2}: {error.problem}" if mark else "a character that YAML doesn't allow"


def _refused(detail: str, field: str | None = None) -> InvalidFrontMatter:
    return InvalidFrontMatter(f"front matter: {detail}", field=field)
