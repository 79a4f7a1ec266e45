"""A run's folder: `run.jsonl` holds what was said and nothing that differs from run to run offline; what does
(ids, times, dates) is beside it in `times.json`; `meta.json` says what was asked.
"""

import json
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from evals.errors import BadUsage, NotMeasured
from evals.model import Recorded, RunMeta

RUNS = Path(__file__).parent / "runs"
_PASSING = ("id", "timings_ms")  # fields of a reply that are of one moment
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}")


@dataclass(frozen=True, slots=True)
class Run:
    """What was asked and what came back; `times` says when and how long."""

    meta: RunMeta
    recorded: tuple[Recorded, ...]
    times: Mapping[str, Any]


def save_run(folder: Path, run: Run) -> None:
    """Writes a run whole, in place of one of the same name."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        (made / "run.jsonl").write_text("".join(canonical(one) + "\n" for one in run.recorded), "utf-8")
        _write_json(made / "meta.json", run.meta.model_dump(mode="json", exclude_defaults=True))
        replies = {key_of(one): _of_the_moment(one) for one in run.recorded}
        _write_json(made / "times.json", {**run.times, "replies": replies})
        shutil.rmtree(folder, ignore_errors=True)
        made.chmod(0o755)  # a temporary folder is for its owner alone
        made.rename(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def load_run(folder: Path) -> Run:
    """A run as it was saved. Raises BadUsage when there is none, NotMeasured when it is damaged."""
    if not (folder / "meta.json").is_file():
        raise BadUsage(f"no run in {folder}; there are: {', '.join(run_names()) or 'none'}")
    try:
        meta = RunMeta.model_validate_json((folder / "meta.json").read_bytes())
        times = json.loads((folder / "times.json").read_bytes())
        lines = (folder / "run.jsonl").read_text("utf-8").split("\n")  # other breaks may stand in replies
        recorded = tuple(
            _with_seconds(Recorded.model_validate_json(line), times["replies"]) for line in lines if line
        )
    except (OSError, ValidationError, ValueError, KeyError) as error:
        raise NotMeasured(f"the run in {folder} can't be read: {error}") from error
    return Run(meta, recorded, {name: value for name, value in times.items() if name != "replies"})


def folder_of(run: str) -> Path:
    """The folder of a run by its name, or the folder that is named. Raises BadUsage."""
    if (Path(run) / "meta.json").is_file():
        return Path(run)
    if not _NAME.fullmatch(run):
        raise BadUsage(f"{run!r} is no name of a run: letters, digits and . _ -")
    return RUNS / run


def run_names() -> Sequence[str]:
    """The runs there are."""
    return sorted(meta.parent.name for meta in RUNS.glob("*/meta.json"))


def canonical(recorded: Recorded) -> str:
    """One line that two runs of the same tree share offline."""
    body = recorded.body and {name: value for name, value in recorded.body.items() if name not in _PASSING}
    plain = recorded.model_copy(update={"body": body, "seconds": None}).model_dump(mode="json")
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def key_of(recorded: Recorded) -> str:
    """Names a reply within its run."""
    return f"{recorded.case_id}#{recorded.repeat}"


def _of_the_moment(recorded: Recorded) -> dict[str, object]:
    body = recorded.body or {}
    return {"seconds": recorded.seconds, **{name: body[name] for name in _PASSING if name in body}}


def _with_seconds(recorded: Recorded, replies: Mapping[str, Mapping[str, Any]]) -> Recorded:
    return recorded.model_copy(update={"seconds": replies.get(key_of(recorded), {}).get("seconds")})


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
