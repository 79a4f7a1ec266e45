"""Whether two words may be one that was misspelled."""

LEAST_LETTERS = 5  # among shorter words one letter makes another word


def one_slip_apart(one: str, other: str) -> bool:
    """Whether one letter more, less, other or swapped with its neighbour makes one word the other."""
    if min(len(one), len(other)) < LEAST_LETTERS or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, other_rest = one[start:], other[start:]
    return (
        rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (rest[:2] == other_rest[:2][::-1] and rest[2:] == other_rest[2:])
    )
