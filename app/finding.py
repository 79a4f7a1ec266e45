"""What `footnote doctor` found of one part."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part; `remedy` says what to do when it isn't well, or may not be."""

    part: str
    is_well: bool
    detail: str
    remedy: str | None = None

    @property
    def mark(self) -> str:
        """One word on it: `ok`, `check` for what works and may not be what was meant, or `wrong`."""
        if not self.is_well:
            return "wrong"
        return "check" if self.remedy else "ok"
