"""Over the seeds: time to start, answers, memory."""

import shutil
from collections import Counter
from pathlib import Path
from statistics import median

from evals.bench.latency import latency_of, post_in_turn
from evals.bench.questions import questions
from evals.bench.service import SEEDS, running
from evals.bench.tables import Row, at_most, progress_bar

STARTS = 3
START_SECONDS = 4
ANSWER_P50_MS = 30
MEMORY_MB = 600
WARM_UP = 20
SEARCHES = 200


def measure_starts(root: Path) -> list[Row]:
    """From the spawn of the process to the first 200 of /readyz. Raises NotMeasured."""
    first, further = list[float](), list[float]()
    with progress_bar() as progress:
        for _ in progress.track(range(STARTS), description="Starts"):
            data_dir = root / "start"
            for times in (first, further):
                with running(data_dir, load=SEEDS) as service:
                    times.append(service.ready_seconds)
            shutil.rmtree(data_dir)
    return [
        at_most(
            f"first start, empty folder, seeds loaded (median of {STARTS})", median(first), START_SECONDS, "s"
        ),
        at_most(f"second start on that folder (median of {STARTS})", median(further), START_SECONDS, "s"),
        Row("  slowest of each", f"{max(first):.1f} / {max(further):.1f} s"),
    ]


def measure_answers(root: Path) -> list[Row]:
    """Distinct questions, then searches, then the memory of it all. Raises NotMeasured."""
    bodies = [{"question": question} for question in questions()]
    queries = [{"query": body["question"]} for body in bodies[:SEARCHES]]
    with running(root / "answers", load=SEEDS) as service:
        service.wait_until_whole(seconds=60)
        post_in_turn(service.url, "/v1/answers", bodies[:WARM_UP], label="Warming up")
        timed = post_in_turn(service.url, "/v1/answers", bodies[WARM_UP:], label="Questions")
        post_in_turn(service.url, "/v1/search", queries, label="Searches")
        pss, rss = (size / 1e6 for size in service.memory_bytes())
    latency = latency_of([one.milliseconds for one in timed])
    statuses = Counter(str(one.reply["status"]) for one in timed)
    return [
        Row("distinct questions", f"{latency.count:,}"),
        Row("  how they ended", ", ".join(f"{count} {status}" for status, count in statuses.most_common())),
        at_most("  p50", latency.p50, ANSWER_P50_MS, "ms"),
        Row("  p50 / p95 / p99 / slowest", str(latency)),
        at_most("memory after them: service and Chroma, proportional", pss, MEMORY_MB, "MB"),
        Row("  resident (counts shared pages twice)", f"{rss:.0f} MB"),
    ]
