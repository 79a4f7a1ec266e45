"""What a run is compared with: for each case whether it passed, what it scored and what it said. No dates."""

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import Field, ValidationError

from evals.errors import BadUsage
from evals.model import CaseResult, RunMeta, RunResult, Value

BASELINES = Path(__file__).parent / "baselines"
_OF_THE_MOMENT = ("seconds",)


class BaselineCase(Value):
    """A case as it was: `scores` are means over its repeats, `answer` is of the first."""

    passed: bool
    status: str | None = None
    answer: str = ""
    scores: dict[str, float] = Field(default_factory=dict)


class Baseline(Value):
    """A run to be compared with."""

    target: str
    model: str | None = None
    repeats: int = 1
    seeds_hash: str = ""
    cases: dict[str, BaselineCase] = Field(default_factory=dict)


def baseline_path(meta: RunMeta) -> Path:
    """Where the baseline of such a run is kept."""
    name = meta.target if meta.model is None else re.sub(r"[^A-Za-z0-9._-]+", "-", meta.model)
    return BASELINES / f"{name}.json"


def load_baseline(path: Path) -> Baseline:
    """The baseline of a file. Raises BadUsage."""
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise BadUsage(f"baseline {path}: {error}") from error


def save_baseline(path: Path, baseline: Baseline) -> None:
    """Writes it so that a change of one case is a change of a few lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = baseline.model_dump(mode="json", exclude_defaults=True)
    path.write_text(json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


def baseline_of(run: RunResult) -> Baseline:
    """What later runs are compared with."""
    meta = run.meta
    return Baseline(
        target=meta.target,
        model=meta.model,
        repeats=meta.repeats,
        seeds_hash=meta.seeds_hash,
        cases={case_id: _case(results) for case_id, results in by_case(run.results).items()},
    )


def by_case(results: Sequence[CaseResult]) -> Mapping[str, Sequence[CaseResult]]:
    """The repeats of each case."""
    grouped = defaultdict[str, list[CaseResult]](list)
    for result in results:
        grouped[result.case_id].append(result)
    return grouped


def case_passes(results: Sequence[CaseResult]) -> bool:
    """More than half of its repeats pass, so that one stroke of luck is no pass."""
    return 2 * sum(result.passed is True for result in results) > len(results)


def answer_of(result: CaseResult) -> str:
    """What was said: an answer's or a summary's text."""
    body = result.recorded.body or {}
    return str(body.get("answer", body.get("summary", "")))


def _case(results: Sequence[CaseResult]) -> BaselineCase:
    first = results[0]
    status = (first.recorded.body or {}).get("status")
    names = dict.fromkeys(name for one in results for name in one.scores if name not in _OF_THE_MOMENT)
    return BaselineCase(
        passed=case_passes(results),
        status=status if isinstance(status, str) else None,
        answer=answer_of(first),
        scores={name: round(mean, 4) for name in names if (mean := case_mean(results, name)) is not None},
    )


def case_mean(results: Sequence[CaseResult], metric: str) -> float | None:
    """A case's value of a metric over its repeats; None where none has one."""
    values = [
        score.value
        for result in results
        if (score := result.scores.get(metric)) is not None and score.value is not None
    ]
    return sum(values) / len(values) if values else None
