"""How well claims are told from wrong ones: WiCE's against pages and evidence, and traps of our own.

WiCE: Kamoi et al. 2023, claims of Wikipedia with the pages that they cite. A claim that is only partly
supported counts as wrong there, which is the hard part: it differs from its page in a detail.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.markup import escape
from rich.table import Table

from evals.bench.quality.data import (
    FITTED,
    OTHER,
    ClaimPair,
    claims_against_evidence,
    claims_against_pages,
    squad_documents,
)
from evals.bench.quality.judging import Judged, in_processes, judged, plain_scores
from evals.bench.quality.telling_apart import (
    auroc,
    balanced_accuracy,
    best_threshold,
    calibration_error,
    reliability,
)
from evals.bench.quality.traps import Trap, made_traps
from evals.bench.tables import Row, at_least, console, print_machine, print_rows

PAGE_AUROC, EVIDENCE_ACCURACY = 0.84, 0.72
TRAPS_EACH = 40  # of a template in each half
MORE_ARTICLES = 150  # beside SQuAD's, as few sentences have the form that some templates need
SHOWN = 12
OURS, OUR_SCORE = "Footnote, its verdict", "Footnote, its score"
HALVES = (("fitted", (FITTED,)), ("other", (OTHER,)), ("both", (FITTED, OTHER)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """A pair with what the product and the plain ways said of it."""

    pair: ClaimPair
    ours: Judged
    plain: Mapping[str, float]

    def score(self, method: str) -> float:
        """The score of the product, or of a plain way."""
        return self.ours.score if method in (OURS, OUR_SCORE) else self.plain[method]


def run_verification(*, data: Path, show: bool) -> None:
    """Measures and prints the tables. Raises NotMeasured when a file is missing."""
    pages, evidence = claims_against_pages(data), claims_against_evidence(data)
    traps = made_traps(squad_documents(data, others=MORE_ARTICLES), most=TRAPS_EACH)
    print_machine()
    against_pages = in_processes(_outcome, pages, label="Claims against pages")
    against_evidence = in_processes(_outcome, evidence, label="Claims against evidence")
    of_traps = in_processes(_trapped, traps, label="Traps")
    _print_methods("Claim against its whole page (WiCE, supported against the rest)", against_pages)
    _print_methods("Claim against the sentences that matter (WiCE)", against_evidence)
    _print_reliability(against_pages, against_evidence)
    _print_traps(traps, of_traps)
    print_rows("Targets, both halves", _targets(against_pages, against_evidence))
    if show:
        _print_harmful(against_pages, traps, of_traps)


def _outcome(pair: ClaimPair) -> Outcome:
    return Outcome(pair, judged(pair.claim, pair.sentences), plain_scores(pair.claim, pair.sentences))


def _trapped(trap: Trap) -> Judged:
    return judged(trap.claim, [trap.passage])


def _truth(outcomes: Sequence[Outcome]) -> list[bool]:
    return [one.pair.is_supported for one in outcomes]


def _in(outcomes: Sequence[Outcome], halves: Sequence[int]) -> list[Outcome]:
    return [one for one in outcomes if one.pair.half in halves]


def _area(outcomes: Sequence[Outcome], method: str) -> float:
    return auroc([one.score(method) for one in outcomes], _truth(outcomes))


def _verdicts(outcomes: Sequence[Outcome]) -> list[bool]:
    return [one.ours.support == "supported" for one in outcomes]


def _print_methods(title: str, outcomes: Sequence[Outcome]) -> None:
    table = Table("method", "AUROC", "balanced accuracy", title=title, title_justify="left")
    for method in (OURS, OUR_SCORE, *outcomes[0].plain):
        parts = [_in(outcomes, halves) for _, halves in HALVES]
        says = _says(outcomes, method)
        areas = [_area(part, method) for part in parts]
        accuracies = [balanced_accuracy([says(one) for one in part], _truth(part)) for part in parts]
        table.add_row(
            escape(method), *(" / ".join(f"{one:.3f}" for one in row) for row in (areas, accuracies))
        )
    console.print(table)
    counts = ", ".join(f"{half} {len(_in(outcomes, halves))}" for half, halves in HALVES)
    taken = median(one.ours.milliseconds for one in outcomes)
    console.print(
        f"Fitted / other / both halves: {counts} pairs; {sum(_truth(outcomes))} supported. A score counts "
        f"from the threshold on that is best on the fitted half. {taken:.1f} ms for a claim "
        "and its source, the median.",
        highlight=False,
    )


def _says(outcomes: Sequence[Outcome], method: str) -> Callable[[Outcome], bool]:
    if method == OURS:
        return lambda one: one.ours.support == "supported"
    fitted = _in(outcomes, (FITTED,))
    least = best_threshold([one.score(method) for one in fitted], _truth(fitted))
    return lambda one: one.score(method) >= least


def _print_reliability(pages: Sequence[Outcome], evidence: Sequence[Outcome]) -> None:
    title = "What a score is worth: claims by their score, and the share that is supported"
    table = Table("score", "pages", "right", "evidence", "right", title=title, title_justify="left")
    both = [reliability([one.ours.score for one in some], _truth(some)) for some in (pages, evidence)]
    for low in sorted({one.low for found in both for one in found}):
        cells = []
        for found in both:
            one = next((one for one in found if one.low == low), None)
            cells += ["", ""] if one is None else [str(one.count), f"{one.right:.2f}"]
        table.add_row(f"{low:.1f} to {low + 0.1:.1f}", *cells)
    console.print(table)
    for name, some in (("pages", pages), ("evidence", evidence)):
        errors = [
            f"{half} {calibration_error([one.ours.score for one in part], _truth(part)):.3f}"
            for half, part in ((half, _in(some, halves)) for half, halves in HALVES)
        ]
        console.print(f"Expected calibration error, {name}: {', '.join(errors)}", highlight=False)


def _print_traps(traps: Sequence[Trap], found: Sequence[Judged]) -> None:
    title = "Traps made of true sentences: wrong ones caught, right ones kept (supported)"
    table = Table("template", *(half for half, _ in HALVES), title=title, title_justify="left")
    names = dict.fromkeys((one.is_right, one.template) for one in traps)
    for is_right, template in sorted(names):
        table.add_row(template, *(_share(traps, found, is_right, halves, template) for _, halves in HALVES))
    for is_right, label in ((False, "all wrong ones caught"), (True, "all right ones kept")):
        table.add_row(label, *(_share(traps, found, is_right, halves) for _, halves in HALVES))
    console.print(table)


def _share(
    traps: Sequence[Trap],
    found: Sequence[Judged],
    is_right: bool,
    halves: Sequence[int],
    template: str | None = None,
) -> str:
    good = [
        (one.support == "supported") == is_right
        for trap, one in zip(traps, found, strict=True)
        if trap.is_right == is_right and trap.half in halves and template in (None, trap.template)
    ]
    return f"{sum(good)}/{len(good)} = {sum(good) / len(good):.2f}" if good else "0/0"


def _targets(pages: Sequence[Outcome], evidence: Sequence[Outcome]) -> list[Row]:
    by_verdict = balanced_accuracy(_verdicts(evidence), _truth(evidence))
    by_score = balanced_accuracy([*map(_says(evidence, OUR_SCORE), evidence)], _truth(evidence))
    return [
        at_least("against pages, AUROC", _area(pages, OURS), PAGE_AUROC),
        at_least("against evidence, balanced accuracy by the score", by_score, EVIDENCE_ACCURACY),
        at_least("against evidence, balanced accuracy by the verdict", by_verdict, EVIDENCE_ACCURACY),
    ]


def _print_harmful(pages: Sequence[Outcome], traps: Sequence[Trap], found: Sequence[Judged]) -> None:
    """Wrong claims that are called supported; of WiCE only those of the half that may be looked at."""
    wrong = [
        one for one in _in(pages, (FITTED,)) if one.ours.support == "supported" and not one.pair.is_supported
    ]
    for outcome in sorted(wrong, key=lambda one: -one.ours.score)[:SHOWN]:
        console.print(f"{outcome.ours.score:.2f} {outcome.pair.label}: {outcome.pair.claim}", markup=False)
    shown = [
        (trap, one)
        for trap, one in zip(traps, found, strict=True)
        if trap.half == FITTED and (one.support == "supported") != trap.is_right
    ]
    for trap, one in shown:
        console.print(
            f"{one.support} {one.score:.2f} {trap.template}: {trap.claim} {one.failed}", markup=False
        )
