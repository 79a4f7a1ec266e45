"""Reads a Dockerfile and a .dockerignore, as far as ours go."""

import json
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath


@dataclass(frozen=True, slots=True)
class Instruction:
    """A line of a Dockerfile: `name`, its `--flags` and what comes after them."""

    name: str
    flags: dict[str, str]
    value: str

    @property
    def words(self) -> list[str]:
        """The value as an exec form, or split like a shell does."""
        words: list[str] = json.loads(self.value) if self.value.startswith("[") else shlex.split(self.value)
        return words


class Stage(tuple[Instruction, ...]):
    """The instructions of one FROM, that one included."""

    def all(self, name: str) -> list[Instruction]:
        """The instructions of a name, in order."""
        return [instruction for instruction in self if instruction.name == name]

    def last(self, name: str) -> Instruction:
        """The one that counts when there may be several."""
        return self.all(name)[-1]

    @property
    def environ(self) -> dict[str, str]:
        """What ENV sets, `$` unresolved."""
        pairs = [word for instruction in self.all("ENV") for word in instruction.words]
        return dict(pair.split("=", 1) for pair in pairs)

    @property
    def sources(self) -> list[str]:
        """What COPY takes from the build's folder."""
        copies = [copy for copy in self.all("COPY") if "from" not in copy.flags]
        return [source for copy in copies for source in copy.words[:-1]]


def read_dockerfile(path: Path) -> list[Stage]:
    """The stages of a Dockerfile."""
    text = re.sub(r"^\s*#.*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    stages: list[list[Instruction]] = []
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        if not line.strip():
            continue
        name, value = line.split(maxsplit=1)
        if name == "FROM":
            stages.append([])
        flags = {}
        while flag := re.match(r"--([a-z-]+)=(\S+)\s+", value):
            flags[flag[1]] = flag[2]
            value = value[flag.end() :]
        stages[-1].append(Instruction(name, flags, value))
    return [Stage(stage) for stage in stages]


def is_sent(path: str, ignore: Sequence[str]) -> bool:
    """Whether a path goes into the build: the last pattern that matches it or a folder above it decides."""
    sent = True
    paths = [str(item) for item in (PurePosixPath(path), *PurePosixPath(path).parents[:-1])]
    for pattern in (line for line in ignore if line and not line.startswith("#")):
        bare = pattern.removeprefix("!")
        shapes = (bare, bare.removeprefix("**/"))
        if any(fnmatchcase(item, shape) for item in paths for shape in shapes):
            sent = pattern.startswith("!")
    return sent
