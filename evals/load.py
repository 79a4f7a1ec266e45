"""Cases from YAML: each error names file, line, case and field, and all of them are told at once."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from evals.errors import BadUsage
from evals.model import Case

FOLDER = Path(__file__).parent / "cases"
SCHEMA = Path(__file__).parent / "schema" / "case.schema.json"
# The reader in C is ten times faster; both keep the lines that errors name.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a case: printed as `file:line: case: field: what`."""

    file: str
    line: int
    case_id: str
    field: str
    what: str

    def __str__(self) -> str:
        return ": ".join(
            part for part in (f"{self.file}:{self.line}", self.case_id, self.field, self.what) if part
        )


class InvalidCases(BadUsage):
    """Cases that can't be used; `problems` has each of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A case and where it was written."""

    case: Case
    file: str
    line: int

    def problem(self, field: str, what: str) -> Problem:
        """Something wrong with it."""
        return Problem(self.file, self.line, self.case.id, field, what)


def load_cases(folder: Path = FOLDER) -> tuple[Case, ...]:
    """All cases of a folder in the order of their ids. Raises InvalidCases, BadUsage when there is none."""
    return tuple(loaded.case for loaded in load_with_places(folder))


def load_with_places(folder: Path = FOLDER) -> tuple[Loaded, ...]:
    """The same with file and line."""
    loaded: list[Loaded] = []
    problems: list[Problem] = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            loaded += parse_cases(file.read_text("utf-8"), name=file.name)
        except InvalidCases as error:
            problems += error.problems
    problems += _twice(loaded)
    problems += _misnamed(folder)
    if problems:
        raise InvalidCases(problems)
    if not loaded:
        raise BadUsage(f"no cases in {folder}")
    return tuple(sorted(loaded, key=lambda one: one.case.id))


def parse_cases(text: str, *, name: str) -> list[Loaded]:
    """The cases of one file. Raises InvalidCases."""
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "a character that YAML doesn't allow"
        raise InvalidCases([Problem(name, mark.line + 1 if mark else 1, "", "", what)]) from error
    if not isinstance(root, yaml.SequenceNode):
        raise InvalidCases([Problem(name, 1, "", "", "a file of cases is a list of them")])
    values = yaml.load(text, Loader=_Loader)
    problems: list[Problem] = []
    loaded: list[Loaded] = []
    for node, value in zip(root.value, values, strict=True):
        found = list(_problems(node, value, name))
        problems += found
        if not found:
            loaded.append(Loaded(Case.model_validate(value), name, node.start_mark.line + 1))
    if problems:
        raise InvalidCases(problems)
    return loaded


def case_schema() -> str:
    """The JSON schema of a file of cases, for editors: what `schema/case.schema.json` holds."""
    schema = TypeAdapter(list[Case]).json_schema(by_alias=True)
    return json.dumps({"title": "Footnote evaluation cases", **schema}, indent=1) + "\n"


def _problems(node: yaml.Node, value: object, name: str) -> Iterator[Problem]:
    case_id = str(value.get("id", "")) if isinstance(value, dict) else ""
    for key in _repeated_keys(node):
        yield Problem(name, key.start_mark.line + 1, case_id, str(key.value), "is there twice")
    try:
        Case.model_validate(value)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=False):
            line = _line_of(node, detail["loc"])
            what = detail["msg"].removeprefix("Value error, ")
            yield Problem(name, line, case_id, ".".join(map(str, detail["loc"])), what)


def _repeated_keys(node: yaml.Node) -> Iterator[yaml.Node]:
    """YAML keeps the last of two equal keys and says nothing."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key
            seen.add(key.value)
            yield from _repeated_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(item)


def _line_of(node: yaml.Node, location: Sequence[str | int]) -> int:
    """The line of a field, or of the nearest thing around it that is written."""
    for part in location:
        inner = _inner(node, part)
        if inner is None:
            break
        node = inner
    return int(node.start_mark.line) + 1


def _inner(node: yaml.Node, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return node.value[part] if part < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    return None


def _misnamed(folder: Path) -> Iterator[Problem]:
    """Files that look like cases and that the name would leave unread."""
    for file in sorted(folder.glob("*")):
        if file.suffix.lower() in (".yml", ".yaml") and file.suffix != ".yaml":
            yield Problem(file.name, 1, "", "", f"is not read: name it {file.stem}.yaml")


def _twice(loaded: Sequence[Loaded]) -> Iterator[Problem]:
    first: dict[str, Loaded] = {}
    for one in loaded:
        if one.case.id in first:
            other = first[one.case.id]
            yield one.problem("id", f"is there twice; the first is {other.file}:{other.line}")
        first.setdefault(one.case.id, one)
