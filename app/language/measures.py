"""What a measured number measures, by the dimension words of English: length, depth, height, age, …"""

from collections.abc import Iterable

from app.language.words import stem

# The dimensions that a word may name; two words agree when they share one.
_DIMENSIONS = {
    "long length lengthy": "length distance",
    "wide width broad breadth": "width",
    "diameter": "diameter width",
    "radius": "radius",
    "circumference perimeter": "circumference",
    "deep depth": "depth",
    "high height": "height altitude",
    "tall": "height",
    "altitude elevation": "altitude height",
    "thick thickness": "thickness",
    "old age aged": "age",
    "distance distant": "distance length",
    "duration": "length",
    "weight weigh heavy": "weight",
    "speed velocity": "speed",
    "area": "area",
    "volume": "volume",
    "capacity": "capacity",
    "population": "population",
}  # fmt: skip
_BY_STEM = {
    stem(word): frozenset(dimensions.split())
    for words, dimensions in _DIMENSIONS.items()
    for word in words.split()
}


def dimensions_of(stems: Iterable[str]) -> frozenset[str]:
    """The dimensions that the first dimension word among some stems may name; none when there is none."""
    return next((_BY_STEM[one] for one in stems if one in _BY_STEM), frozenset())
