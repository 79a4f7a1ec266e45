"""One exchange with a model: what it is asked about which items, and what has come of its reply so far."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.answer.composing.marking import new_boundary
from app.answer.composing.proposals import Proposal, ProposalReader
from app.answer.composing.quotes import PROBLEMS
from app.models import RefusedClaim, VerifiedClaim
from app.ports import ChatFinished, ChatMessage, ChatRequest, Rung
from app.prompts import Prompt

EXCESS = 3  # times the claims asked for, of which no more are read
MOST_PROBLEMS = 10  # told to the model
FEWEST_CLAIMS = 2  # asked for when a reply was cut at its limit

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Task(Generic[Item]):
    """What to write: a prompt, the numbered items it is about, and the check of what comes back.

    `mark` puts items into the prompt as data under the placeholder `items_name`; `references` names the field
    that a claim's references stand in, and whether they carry quotes.
    """

    prompt: Prompt
    items: Sequence[Item]
    items_name: str
    mark: Callable[[Sequence[Item], str], str]
    check: Callable[[Proposal, Sequence[Item]], VerifiedClaim | RefusedClaim]
    values: Mapping[str, object]
    most_claims: int
    with_quotes: bool = True
    is_whole: bool = False  # every item must be read: a context too short for all is told, not made do with


class Exchange(Generic[Item]):
    """The state of one exchange; `sent` counts the claims that held."""

    def __init__(
        self, task: Task[Item], items: Sequence[Item], *, is_halved: bool = False, is_shorter: bool = False
    ) -> None:
        self.task = task
        self.items = items
        self.is_halved = is_halved
        self.is_shorter = is_shorter
        self.sent = 0
        self.finish = ""
        self.refused: list[RefusedClaim] = []
        self.is_unreadable = False
        self._texts = set[str]()
        self._before: tuple[int, frozenset[str]] = (0, frozenset())
        self._reader = ProposalReader()
        self._messages = self._first_messages()

    def halved(self) -> "Exchange[Item]":
        """The same with the better half of its items."""
        return Exchange(
            self.task, self.items[: (len(self.items) + 1) // 2], is_halved=True, is_shorter=self.is_shorter
        )

    @property
    def is_enough(self) -> bool:
        """True when so much has come that the rest can't matter: far more claims than were asked for."""
        most = EXCESS * self.task.most_claims
        return self.sent > most or len(self.refused) > most

    def shorter(self) -> "Exchange[Item]":
        """The same, asking for less."""
        return Exchange(self.task, self.items, is_halved=self.is_halved, is_shorter=True)

    def request(self, max_tokens: int) -> ChatRequest:
        """What to ask."""
        return ChatRequest(
            messages=self._messages,
            max_tokens=max_tokens,
            schema=claims_schema(len(self.items), with_quotes=self.task.with_quotes),
            form={Rung(name): text for name, text in self.task.prompt.forms.items()},
        )

    def problems(self, repair: Prompt) -> str:
        """What the model is told when its reply needs mending."""
        told = [f"- {_problem(refused)}: {refused.text}" for refused in self.refused[:MOST_PROBLEMS]]
        problems = "\n".join(told)
        return repair.fill_user(problems=problems or "- The reply doesn't have the form asked for.")

    def repairing(self, problems: str, items: Sequence[Item]) -> None:
        """Goes on with the question, its first items and what was wrong; the reply itself isn't sent back."""
        self.items = items
        system, user = self._first_messages()
        self._messages = (system, ChatMessage("user", f"{user.content}\n\n{problems}"))

    def has_claimed(self, text: str) -> bool:
        """True when a claim of these words came, and held unless it is among the refused."""
        return text in self._texts

    def begin(self) -> None:
        """A reply begins; what earlier ones brought stays, and what they were refused may come again."""
        self._texts -= {refused.text for refused in self.refused}
        self._before = (self.sent, frozenset(self._texts))
        self.restart()

    def restart(self) -> None:
        """The reply begins anew: nothing of it has been shown."""
        self.sent, self._texts = self._before[0], set(self._before[1])
        self._reader = ProposalReader()
        self.refused = []
        self.is_unreadable = False

    def read(self, piece: str) -> list[VerifiedClaim]:
        """The claims that this piece completes and that hold."""
        return list(self._check(self._reader.feed(piece)))

    def end(self, finished: ChatFinished) -> list[VerifiedClaim]:
        """The claims that the end completes and that hold."""
        self.finish = finished.finish
        rest = self._reader.finish()
        self.is_unreadable = rest is None
        return list(self._check(rest or ()))

    def _check(self, proposals: Iterable[Proposal]) -> Iterator[VerifiedClaim]:
        for proposal in proposals:
            if proposal.text in self._texts:
                continue
            if self.is_enough:
                return
            self._texts.add(proposal.text)
            result = self.task.check(proposal, self.items)
            if isinstance(result, RefusedClaim):
                self.refused.append(result)
            else:
                self.sent += 1
                yield result

    def _first_messages(self) -> tuple[ChatMessage, ...]:
        boundary = new_boundary()
        values = {
            **self.task.values,
            "boundary": boundary,
            "most_claims": min(FEWEST_CLAIMS, self.task.most_claims)
            if self.is_shorter
            else self.task.most_claims,
            self.task.items_name: self.task.mark(self.items, boundary),
        }
        prompt = self.task.prompt
        return (
            ChatMessage("system", prompt.fill_system(**values)),
            ChatMessage("user", prompt.fill_user(**values)),
        )


def claims_schema(items: int, *, with_quotes: bool) -> dict[str, object]:
    """The JSON schema of a reply about items numbered from 1, which are the only references it allows."""
    number = {"type": "integer", "enum": list(range(1, items + 1))}
    quote = _object({"passage": number, "quote": {"type": "string"}})
    name, reference = ("quotes", quote) if with_quotes else ("claims", number)
    claim = _object({"text": {"type": "string"}, name: {"type": "array", "items": reference}})
    return _object({"claims": {"type": "array", "items": claim}})


def _object(properties: Mapping[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _problem(refused: RefusedClaim) -> str:
    return PROBLEMS.get(refused.reason, "its quotes don't say it")
