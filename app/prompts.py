"""The prompts: files of `prompts/`, read and checked once at start, so that changing one needs no code.

A file has front matter that declares its placeholders (`$name`), and the sections System, User and a Form for
each way of asking for a reply's form. Values are put in once: a `$name` inside an article stays as it is.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from string import Template

import yaml

from app.errors import ConfigurationError

# In a checkout; an installed package has them beside its assets.
FOLDERS = (Path(__file__).parent.parent / "prompts", Path(__file__).parent / "assets" / "prompts")
FORMS = ("json_schema", "json_object", "plain")
# What the code fills in; a file that asks for more, or does without one, is refused.
PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    "answer": frozenset({"boundary", "most_claims", "passages", "question"}),
    "summarize": frozenset({"boundary", "focus", "most_claims", "most_words", "passages"}),
    "combine": frozenset({"boundary", "claims", "focus", "most_words"}),
    "rewrite": frozenset({"boundary", "history", "question"}),
    "repair": frozenset({"problems"}),
}
_WITHOUT_FORMS = frozenset({"repair"})  # goes on with the form of the reply that it mends
_FRONT_MATTER = re.compile(r"\A---\n(?P<head>.*?)^---\n(?P<body>.*)\Z", re.S | re.M)
_SECTION = re.compile(r"^# (?P<name>System|User|Form \w+)\n(?P<text>.*?)(?=^# |\Z)", re.S | re.M)


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt; `digest` names its exact text."""

    name: str
    system: str
    user: str
    forms: Mapping[str, str]
    digest: str

    def fill_system(self, **values: object) -> str:
        """The system message with its values."""
        return Template(self.system).substitute(values)

    def fill_user(self, **values: object) -> str:
        """The user message with its values."""
        return Template(self.user).substitute(values)


@dataclass(frozen=True, slots=True)
class Prompts:
    """All prompts."""

    answer: Prompt
    summarize: Prompt
    combine: Prompt
    rewrite: Prompt
    repair: Prompt


def load_prompts(folder: Path | None = None) -> Prompts:
    """The prompts of a folder, of the project's own when none is given.

    Raises ConfigurationError that names the file when one is missing, lacks a section, or declares or uses
    other placeholders than the code fills in.
    """
    folder = folder or next((one for one in FOLDERS if one.is_dir()), FOLDERS[0])
    return Prompts(*(_load(folder / f"{field.name}.md") for field in fields(Prompts)))


def digest_of(*prompts: Prompt) -> str:
    """One hash for the prompts that made a reply together."""
    if len(prompts) == 1:
        return prompts[0].digest
    return _digest("".join(prompt.digest for prompt in prompts).encode())


def _load(path: Path) -> Prompt:
    name = path.stem
    try:
        text = path.read_text("utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"prompt {path}: can't be read ({error})") from error
    match = _FRONT_MATTER.match(text)
    if match is None:
        raise ConfigurationError(f"prompt {path}: no front matter between two lines ---")
    sections = {found["name"]: found["text"].strip() for found in _SECTION.finditer(match["body"])}
    forms = {form: sections[f"Form {form}"] for form in FORMS if f"Form {form}" in sections}
    wanted = {"User"} if name in _WITHOUT_FORMS else {"System", "User", *(f"Form {form}" for form in FORMS)}
    if set(sections) != wanted:
        has, needs = ", ".join(sorted(sections)) or "none", ", ".join(sorted(wanted))
        raise ConfigurationError(f"prompt {path}: sections {has}; it needs {needs}")
    prompt = Prompt(name, sections.get("System", ""), sections["User"], forms, _digest(text.encode()))
    _check_placeholders(prompt, _declared(match["head"], path), path)
    return prompt


def _declared(head: str, path: Path) -> frozenset[str]:
    try:
        value = yaml.safe_load(head)
        return frozenset(str(name) for name in value["placeholders"])
    except (yaml.YAMLError, TypeError, KeyError) as error:
        raise ConfigurationError(f"prompt {path}: the front matter declares no placeholders") from error


def _check_placeholders(prompt: Prompt, declared: frozenset[str], path: Path) -> None:
    expected = PLACEHOLDERS[prompt.name]
    used = set[str]()
    for part in (prompt.system, prompt.user):
        template = Template(part)
        if not template.is_valid():
            raise ConfigurationError(f"prompt {path}: a $ that names no placeholder; write $$ for a dollar")
        used.update(template.get_identifiers())
    for names, verb in ((declared, "declares"), (used, "uses")):
        if names != expected:
            raise ConfigurationError(
                f"prompt {path}: {verb} {', '.join(sorted(names)) or 'no placeholder'}; "
                f"the code fills in {', '.join(sorted(expected))}"
            )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
