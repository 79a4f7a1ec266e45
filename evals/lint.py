"""Whether cases are fit to judge by: evidence is in the seeds, what is absent isn't, selftests do as told.

Passing selftests are changed a little (evals/mutate.py), and of these changes at least 95 % must be noticed.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from evals.load import Loaded, Problem
from evals.model import Case, CaseResult, SelftestReply
from evals.mutate import mutants
from evals.score.case import score_case
from evals.seed_changes import seed_changes
from evals.seeds import Seeds
from evals.selftest import recorded_of

LEAST_KILLED = 0.95
_OF_CITATIONS = frozenset(
    ("no_citation", "citation_unresolved", "quote_differs", "citation_recall", "citation_precision")
)


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change that no scorer noticed."""

    case_id: str
    kind: str
    done: str
    answer: str


@dataclass(frozen=True, slots=True)
class LintReport:
    """What is wrong, a problem each, and how many of the changes were noticed, by their kind.

    `seed_changes` are problems that came with the seeds and not with the cases.
    """

    problems: tuple[Problem, ...]
    seed_changes: tuple[Problem, ...] = ()
    made: Mapping[str, int] = field(default_factory=dict)
    killed: Mapping[str, int] = field(default_factory=dict)
    survivors: tuple[Survivor, ...] = ()

    @property
    def kill_rate(self) -> float | None:
        """Changes noticed over changes made; None when none could be made."""
        made = sum(self.made.values())
        return sum(self.killed.values()) / made if made else None

    @property
    def is_clean(self) -> bool:
        """No problem, and enough of the changes noticed."""
        return not self.lines and not self.seed_changes

    @property
    def lines(self) -> tuple[str, ...]:
        """What is wrong with the cases, a line each; when too many changes went unnoticed, which they are."""
        lines = tuple(map(str, self.problems))
        if self.kill_rate is None or self.kill_rate >= LEAST_KILLED:
            return lines
        short = f"{self.kill_rate:.1%} of changes to passing selftests are noticed, not {LEAST_KILLED:.0%}"
        return (
            *lines,
            short,
            *(f"{one.case_id}: {one.kind} ({one.done}): {one.answer}" for one in self.survivors),
        )


def lint(cases: Sequence[Loaded], seeds: Seeds) -> LintReport:
    """Looks at all cases; loading has refused those with a wrong shape, equal ids or a bad regex.

    A case whose seeds have changed isn't judged by its selftests: they would fail for that alone.
    """
    changes = [
        one.problem(change.field, change.what) for one in cases for change in seed_changes(one.case, seeds)
    ]
    changed = {problem.case_id for problem in changes}
    cases = [one for one in cases if one.case.id not in changed]
    problems = [problem for one in cases for problem in _selftests(one, seeds)]
    made: Counter[str] = Counter()
    killed: Counter[str] = Counter()
    survivors: list[Survivor] = []
    for one in cases:
        for kind, survivor in _mutated(one.case, seeds):
            made[kind] += 1
            killed[kind] += survivor is None
            survivors += [survivor] if survivor else []
    return LintReport(
        tuple(problems),
        tuple(changes),
        dict(sorted(made.items())),
        dict(sorted(killed.items())),
        tuple(survivors),
    )


def _selftests(one: Loaded, seeds: Seeds) -> Iterator[Problem]:
    for reply in one.case.selftest.passing:
        result = _score(one.case, reply, seeds)
        if not result.passed:
            why = "; ".join(f"{failure.code}: {failure.detail}" for failure in result.failures)
            yield one.problem("selftest.pass", f"{reply.answer!r} fails: {why}")
    for reply in one.case.selftest.failing:
        result = _score(one.case, reply, seeds)
        what = _wrong_failure(reply, result)
        if what:
            yield one.problem("selftest.fail", f"{reply.answer!r} {what}")


def _wrong_failure(reply: SelftestReply, result: CaseResult) -> str | None:
    """Why a reply that must fail doesn't do so for what it says."""
    codes = {failure.code for failure in result.failures}
    if result.passed:
        return "passes"
    if reply.because is not None:
        return None if reply.because in codes else f"fails by {', '.join(sorted(codes))}, not {reply.because}"
    if codes <= _OF_CITATIONS:
        return f"fails only by {', '.join(sorted(codes))}; if that is meant, say so in because"
    return None


def _score(case: Case, reply: SelftestReply, seeds: Seeds) -> CaseResult:
    return score_case(case, recorded_of(case, reply, seeds), seeds)


def _mutated(case: Case, seeds: Seeds) -> Iterator[tuple[str, Survivor | None]]:
    field_name = "summary" if case.kind == "summary" else "answer"
    for reply in case.selftest.passing:
        recorded = recorded_of(case, reply, seeds)
        result = score_case(case, recorded, seeds)
        if not result.passed or not reply.answer.strip():
            continue
        for mutant in mutants(case, recorded, result.facts, seeds):
            noticed = score_case(case, mutant.recorded, seeds).passed is False
            answer = str((mutant.recorded.body or {})[field_name])
            yield mutant.kind, None if noticed else Survivor(case.id, mutant.kind, mutant.done, answer)
