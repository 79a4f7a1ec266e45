"""What clients know of each article: the state they were told last, and what a cut request may have left.

The rule behind it: no client has two requests open for one article, and of writes in a row the last counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class State:
    """An article as it was sent: a word that is in no other, and what the service has to make of it."""

    marker: str
    title: str
    text: str
    revision: str
    passages: tuple[str, ...]  # slices of the text


@dataclass(frozen=True, slots=True)
class Observed:
    """An article as it was found; `passages` are those in its metadata and those that search gives."""

    text: str
    revision: str
    counted_passages: int
    found_passages: tuple[str, ...]

    def is_whole(self, state: State) -> bool:
        """True when all of it is of one state."""
        return (
            self.text == state.text
            and self.revision == state.revision
            and self.counted_passages == len(state.passages)
            and sorted(self.found_passages) == sorted(state.passages)
        )


class Verdict(StrEnum):
    """What became of an article's last known state."""

    KEPT = "kept"
    LOST = "lost"  # an acknowledged write is not there, or an earlier one is in its place
    BACK = "back"  # an acknowledged delete was undone
    HALF = "half"  # what is there is no state that was ever sent whole


@dataclass(slots=True)
class Entry:
    """States that may be found (None: no article), the first the last acknowledged; and all earlier ones."""

    possible: list[State | None] = field(default_factory=lambda: [None])
    earlier: list[State] = field(default_factory=list)


class Ledger:
    """Every article of a run."""

    def __init__(self, article_ids: Iterable[str]) -> None:
        self._entries = {article_id: Entry() for article_id in article_ids}
        self.retired: list[str] = []  # markers of states that no article is in any more

    @property
    def article_ids(self) -> list[str]:
        """All of them, there or not."""
        return list(self._entries)

    @property
    def in_flight(self) -> int:
        """How many articles may be in more than one state."""
        return sum(len(entry.possible) > 1 for entry in self._entries.values())

    def acknowledged(self, article_id: str) -> State | None:
        """The state that the client was told last."""
        return self._entries[article_id].possible[0]

    def possible(self, article_id: str) -> tuple[State | None, ...]:
        """The states that may be found: the acknowledged one, then what unanswered writes may have left."""
        return tuple(self._entries[article_id].possible)

    def current(self) -> dict[str, State]:
        """The articles that are there, by what was acknowledged or settled."""
        states = {article_id: entry.possible[0] for article_id, entry in self._entries.items()}
        return {article_id: state for article_id, state in states.items() if state is not None}

    def begin(self, article_id: str, state: State | None) -> None:
        """A request is sent that leads to this state."""
        possible = self._entries[article_id].possible
        if state not in possible:
            possible.append(state)

    def acknowledge(self, article_id: str, state: State | None) -> None:
        """The request was answered: now only this state may be found."""
        self._settle(self._entries[article_id], state)

    def judge(self, article_id: str, observed: Observed | None) -> Verdict:
        """Compares what was found, and goes on from the state that it is, or from the acknowledged one."""
        entry = self._entries[article_id]
        found = next((state for state in entry.possible if _is(observed, state)), entry.possible[0])
        verdict = _verdict(entry, observed, found)
        self._settle(entry, found)
        return verdict

    def _settle(self, entry: Entry, state: State | None) -> None:
        gone = [other for other in entry.possible if other is not None and other != state]
        entry.earlier += gone
        self.retired += [other.marker for other in gone]
        entry.possible = [state]


def _verdict(entry: Entry, observed: Observed | None, found: State | None) -> Verdict:
    if _is(observed, found):
        return Verdict.KEPT
    if observed is None:
        return Verdict.LOST
    if not any(observed.is_whole(state) for state in entry.earlier):
        return Verdict.HALF
    return Verdict.BACK if entry.possible[0] is None else Verdict.LOST


def _is(observed: Observed | None, state: State | None) -> bool:
    if observed is None or state is None:
        return observed is None and state is None
    return observed.is_whole(state)
