"""Countries and the words for their people and things: China and Chinese, the US and American."""

from functools import lru_cache

# Those that no ending shows to belong together; a phrase is written as its words are folded.
_IRREGULAR = (
    ("us", "usa", "america", "american", "united states"),
    ("uk", "britain", "british", "briton", "united kingdom"),
    ("france", "french"), ("netherlands", "dutch", "holland"), ("poland", "polish", "pole"),
    ("denmark", "danish", "dane"), ("spain", "spanish", "spaniard"), ("wales", "welsh"), ("ireland", "irish"),
    ("switzerland", "swiss"), ("greece", "greek"), ("finland", "finnish", "finn"), ("norway", "norwegian"),
    ("portugal", "portuguese"), ("philippines", "filipino"), ("cyprus", "cypriot"), ("moscow", "muscovite"),
    ("uae", "emirati", "united arab emirates"), ("england", "english"), ("scotland", "scottish", "scot"),
    ("iceland", "icelandic"), ("soviet", "ussr", "soviet union"), ("turkey", "turkish", "turk"),
    ("peru", "peruvian"),
    ("eu", "european union"),
)  # fmt: skip
_GROUP_OF = {form: group[0] for group in _IRREGULAR for form in group}
PHRASES = tuple((form, group[0]) for group in _IRREGULAR for form in group if " " in form)

_SHORTEST_STEM = 4  # letters: shorter ones join strangers
_PEOPLE_ENDINGS = ("ese", "ian", "ean", "an", "n", "ish", "i", "ite", "er")
_COUNTRY_ENDINGS = ("", "a", "e", "y", "ia", "o", "on", "um", "en", "ey", "ain")
_BARE_ENDINGS = ("y", "land", "stan")  # Germany and German, Thailand and Thai; but not Nigeria and Niger


@lru_cache(maxsize=4096)
def related(first: str, second: str) -> bool:
    """Whether two folded words are one place or people: the same word, or a country and its adjective."""
    first, second = _singular(first), _singular(second)
    if first == second:
        return True
    if _GROUP_OF.get(first, first) == _GROUP_OF.get(second, second):
        return True
    return _is_people_of(first, second) or _is_people_of(second, first)


def _singular(word: str) -> str:
    is_plural = word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in _GROUP_OF
    return word[:-1] if is_plural and len(word) > _SHORTEST_STEM else word


def _is_people_of(people: str, country: str) -> bool:
    """Whether a people's word and a country's share what is left when each loses one of its endings."""
    if people[: _SHORTEST_STEM - 1] != country[: _SHORTEST_STEM - 1]:
        return False
    if any(country == people + ending for ending in _BARE_ENDINGS) and len(people) >= _SHORTEST_STEM:
        return True
    return not _stems(people, _PEOPLE_ENDINGS).isdisjoint(_stems(country, _COUNTRY_ENDINGS))


def _stems(word: str, endings: tuple[str, ...]) -> set[str]:
    cut = {word.removesuffix(ending) for ending in endings if word.endswith(ending)}
    return {stem for stem in cut if len(stem) >= _SHORTEST_STEM}
