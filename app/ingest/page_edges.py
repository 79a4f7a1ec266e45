"""The pages of a printed document without what is printed on each: headers, footers, page numbers."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

EDGE_LINES = 3  # a printed page has a title or date, an address and a number at either edge at most
_NUMBER = re.compile(r"\d{1,5}")


def without_running_lines(pages: Sequence[str]) -> list[str]:
    """The pages without the lines at their edges that repeat on most of them, and without emptied pages.

    A line repeats when it is the same, or when one number in it grows by one with each page. Pages that hold
    nothing else are kept as they are.
    """
    lines = [[line.strip() for line in page.splitlines() if line.strip()] for page in pages]
    counts = Counter(key for number, page in enumerate(lines) for key in _edge_keys(page, number))
    repeated = {key for key, count in counts.items() if count > 1 and count > len(pages) / 2}
    bare = [_bare(page, number, repeated) for number, page in enumerate(pages)]
    return [page for page in bare if page] or list(pages)


def _edge_keys(lines: Sequence[str], number: int) -> set[str]:
    """The keys of a page's first and last lines; each once, however often the page has it."""
    return {key for line in (*lines[:EDGE_LINES], *lines[-EDGE_LINES:]) for key in _keys(line, number)}


def _keys(line: str, number: int) -> Iterator[str]:
    """What a line may have in common with those of other pages: all of it, or all but the page's number."""
    yield line
    for match in _NUMBER.finditer(line):
        yield f"{line[: match.start()]}\0{int(match[0]) - number}\0{line[match.end() :]}"


def _bare(page: str, number: int, repeated: set[str]) -> str:
    """A page without its outermost lines as long as they repeat."""
    lines = page.strip().splitlines()
    for place in (0, -1):
        for _ in range(EDGE_LINES):
            if lines and repeated.intersection(_keys(lines[place].strip(), number)):
                lines.pop(place)
            while lines and not lines[place].strip():
                lines.pop(place)
    return "\n".join(lines).strip()
