"""Builds a reply's text claim by claim, so that what is streamed and what is returned are the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import uuid4

from app.models import (
    Citation,
    Claim,
    Considered,
    Engine,
    Evidence,
    Hit,
    Reason,
    RefusedClaim,
    Reply,
    Span,
    Status,
    Support,
    Usage,
    VerifiedClaim,
)

Format = Literal["paragraph", "bullets"]
BULLET = "- "
NO_USAGE = Usage()


@dataclass(frozen=True, slots=True)
class AddedClaim:
    """A claim at its place in the text, with the citations that appear with it for the first time."""

    claim: Claim
    new_citations: tuple[Citation, ...]


class ReplyBuilder:
    """Holds the text so far. Takes verified claims only."""

    def __init__(self, *, prefix: str, format: Format = "paragraph") -> None:  # noqa: A002
        self._reply_id = f"{prefix}_{uuid4().hex[:20]}"
        self._format = format
        self._text = ""
        self._claims: list[Claim] = []
        self._citations: dict[tuple[str, Span], Citation] = {}

    def add(self, claim: VerifiedClaim) -> AddedClaim:
        """Appends a claim and its markers to the text."""
        known = len(self._citations)
        numbers = tuple(dict.fromkeys(self._cite(evidence) for evidence in claim.evidence))
        lead = "" if not self._text else ("\n" if self._format == "bullets" else " ")
        self._text += lead + (BULLET if self._format == "bullets" else "")
        start = len(self._text)
        self._text += claim.text + " " + "".join(f"[{number}]" for number in numbers)
        placed = Claim(claim.text, Span(start, start + len(claim.text)), numbers, claim.judgement)
        self._claims.append(placed)
        return AddedClaim(placed, tuple(self._citations.values())[known:])

    def finish(
        self,
        *,
        engine: Engine,
        hits: Sequence[Hit],
        refused: Sequence[RefusedClaim],
        missing: Reason | None,
        degraded: tuple[str, ...],
        timings_ms: Mapping[str, float],
        usage: Usage = NO_USAGE,
        coverage: float | None = None,
        question: str | None = None,
    ) -> Reply:
        """The whole reply; what was found and not cited comes back as considered."""
        cited = {citation.evidence.passage_id for citation in self._citations.values()}
        status, reason = self._status(refused, missing)
        return Reply(
            reply_id=self._reply_id,
            status=status,
            reason=reason,
            text=self._text,
            claims=tuple(self._claims),
            citations=tuple(self._citations.values()),
            unsupported=tuple(refused),
            considered=tuple(
                Considered(hit.passage.passage_id, hit.passage.article_id, hit.score)
                for hit in hits
                if hit.passage.passage_id not in cited
            ),
            engine=engine,
            degraded=degraded,
            usage=usage,
            timings_ms=timings_ms,
            coverage=coverage,
            question=question,
        )

    def _cite(self, evidence: Evidence) -> int:
        key = (evidence.article_id, evidence.span)
        if key not in self._citations:
            self._citations[key] = Citation(len(self._citations) + 1, evidence)
        return self._citations[key].number

    def _status(
        self, refused: Sequence[RefusedClaim], missing: Reason | None
    ) -> tuple[Status, Reason | None]:
        if not self._claims:
            failed = Reason.VERIFICATION_FAILED if refused else Reason.INSUFFICIENT_EVIDENCE
            return Status.ABSTAINED, missing or failed
        if refused:
            return Status.PARTIAL, Reason.VERIFICATION_FAILED
        if missing or any(claim.judgement.support is Support.PARTIAL for claim in self._claims):
            return Status.PARTIAL, missing or Reason.INSUFFICIENT_EVIDENCE
        return Status.ANSWERED, None
