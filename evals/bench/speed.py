"""How fast: search at size, answers over the seeds, ingest against the bare model, start, memory."""

import tempfile
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from pathlib import Path

from evals.bench.corpus import made_up_corpus
from evals.bench.errors import NotMeasured
from evals.bench.ingest_speed import measure_ingest
from evals.bench.search_speed import measure_search
from evals.bench.seeds_speed import measure_answers, measure_starts
from evals.bench.tables import Row, print_machine, print_rows


class Part(StrEnum):
    """What can be measured on its own."""

    START = "start"
    ANSWERS = "answers"
    INGEST = "ingest"
    SEARCH = "search"


def run_speed(*, passages: int, queries: int, parts: Collection[Part]) -> None:
    """Measures each part and prints its table. Raises NotMeasured at the end when one could not be."""
    corpus = made_up_corpus()
    print_machine()
    with tempfile.TemporaryDirectory(prefix="footnote-speed-") as folder:
        root = Path(folder)
        measures: Mapping[Part, tuple[str, Callable[[], list[Row]]]] = {
            Part.START: ("Start, with the seeds", lambda: measure_starts(root)),
            Part.ANSWERS: ("Answers over the seeds", lambda: measure_answers(root)),
            Part.INGEST: ("Ingest against the bare model", lambda: measure_ingest(root, corpus)),
            Part.SEARCH: (
                f"Search at {passages:,} passages",
                lambda: measure_search(root, corpus, passages=passages, queries=queries),
            ),
        }
        failures = []
        for part in [part for part in Part if part in parts]:
            title, measure = measures[part]
            try:
                print_rows(title, measure())
            except NotMeasured as error:
                failures.append(f"{part}: {error}")
    if failures:
        raise NotMeasured("; ".join(failures))
