"""What Footnote adds to a language model: time, memory, and how soon it lets go of a reply nobody waits for.

The model is a server with fixed delays in a process of its own; clients, service and model read one clock.
"""

import tempfile
from pathlib import Path

from evals.bench.at_once import measure_at_once
from evals.bench.model_speed import measure_added
from evals.bench.tables import print_machine, print_rows


def run_upstream(*, answers: int, clients: int, hang_ups: int, seed: int) -> None:
    """Measures it all and prints the tables. Raises NotMeasured."""
    print_machine()
    with tempfile.TemporaryDirectory(prefix="footnote-upstream-") as folder:
        root = Path(folder)
        added, cut_off = measure_added(root, answers=answers, hang_ups=hang_ups, seed=seed)
        print_rows("What Footnote adds to a model's time", added)
        print_rows("Callers who hang up", cut_off)
        print_rows("Answers at once", measure_at_once(root, clients=clients))
