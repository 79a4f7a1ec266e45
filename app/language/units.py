"""Units of measure and money: how they are written, and the one name each is compared under."""

import re

MONEY = frozenset(
    {"usd", "eur", "gbp", "cny", "jpy", "aud", "cad", "hkd", "inr", "rub", "krw", "chf", "peso"}
)
SHARES = frozenset({"percent", "percentage points", "basis points"})
DISTANCES = frozenset(
    {"km", "m", "cm", "mm", "mile", "foot", "inch", "yard", "nautical mile", "light year", "minute", "hour"}
)  # "two hours away" is one too
LENGTHS = DISTANCES - {"minute", "hour"}
WEIGHTS = frozenset({"kg", "g", "mg", "tonne", "lb", "ounce"})
SPEEDS = frozenset({"km/h", "mph"})
TIMES = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "decade", "century"})

# Before the digits. Longest first, for the pattern below.
PREFIXES = {
    "US$": "usd", "USD": "usd", "$": "usd", "HK$": "hkd",
    "A$": "aud", "AU$": "aud", "C$": "cad", "CA$": "cad",
    "EUR": "eur", "€": "eur", "GBP": "gbp", "£": "gbp", "CNY": "cny", "RMB": "cny", "CN¥": "cny",
    "JPY": "jpy", "JP¥": "jpy", "¥": "cny", "￥": "cny", "INR": "inr", "Rs.": "inr", "Rs": "inr",
    "₹": "inr", "RUB": "rub",
    "₽": "rub", "KRW": "krw", "₩": "krw", "CHF": "chf",
}  # fmt: skip

_WRITTEN = {
    "percent": "% ٪ ％ percent pct pc|per cent",
    "percentage points": "pp ppt|percentage point|percentage points",
    "basis points": "bps|basis point|basis points",
    "usd": "$ usd dollar dollars|us dollar|us dollars|american dollars",
    "aud": "aud|australian dollars", "cad": "cad|canadian dollars", "hkd": "hkd|hong kong dollars",
    "eur": "€ eur euro euros", "gbp": "£ gbp pound pounds sterling|pounds sterling|british pounds",
    "cny": "cny rmb yuan renminbi|chinese yuan", "jpy": "jpy yen|japanese yen",
    "inr": "inr rupee rupees|indian rupees", "rub": "rub ruble rubles rouble roubles|russian rubles",
    "krw": "krw|korean won", "chf": "chf|swiss francs", "peso": "peso pesos",
    "km": "km kms kilometre kilometres kilometer kilometers", "m": "m metre metres meter meters",
    "cm": "cm centimetre centimetres centimeter centimeters",
    "mm": "mm millimetre millimetres millimeter millimeters",
    "mile": "mi mile miles", "foot": "ft foot feet", "inch": "inch inches", "yard": "yd yard yards",
    "nautical mile": "|nautical mile|nautical miles", "light year": "|light year|light years",
    "square km": "km² km2 sqkm|square kilometre|square kilometres|square kilometer|square kilometers|sq km",
    "square m": "m² m2 sqm|square metre|square metres|square meter|square meters|sq m",
    "square mile": "|square mile|square miles|sq miles|sq mi",
    "square foot": "|square foot|square feet|sq ft",
    "hectare": "ha hectare hectares", "acre": "acre acres",
    "cubic m": "m³|cubic metres|cubic meters",
    "kg": "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes",
    "g": "g gram grams gramme grammes",
    "mg": "mg milligram milligrams", "tonne": "tonne tonnes ton tons|metric tons|metric tonnes",
    "lb": "lb lbs", "ounce": "oz ounce ounces", "litre": "litre litres liter liters",
    "gallon": "gallon gallons", "barrel": "barrel barrels",
    "km/h": "km/h kmh kph|kilometres per hour|kilometers per hour", "mph": "mph|miles per hour",
    "celsius": "°c|degrees celsius|degrees centigrade", "fahrenheit": "°f|degrees fahrenheit",
    "degree": "° degree degrees",
    "second": "sec secs second seconds", "minute": "min mins minute minutes",
    "hour": "hr hrs hour hours",
    "day": "day days", "week": "week weeks", "month": "month months", "year": "yr yrs year years",
    "decade": "decade decades", "century": "century centuries",
    "watt": "watt watts", "kw": "kw kilowatt kilowatts",
    "mw": "mw megawatt megawatts", "gw": "gw gigawatt gigawatts",
    "kwh": "kwh|kilowatt hours", "mwh": "mwh|megawatt hours",
    "kb": "kb kilobytes", "mb": "mb megabyte megabytes",
    "gb": "gb gigabyte gigabytes", "tb": "tb terabyte terabytes", "times": "times fold",
}  # fmt: skip


def _spellings() -> dict[str, str]:
    """Each spelling in lower case with the unit it stands for: single words, then phrases after each bar."""
    found: dict[str, str] = {}
    for unit, written in _WRITTEN.items():
        single, *phrases = written.split("|")
        found |= dict.fromkeys([*single.split(), *phrases], unit)
    return found


_UNITS = _spellings()
_AFTER = re.compile(
    r"(?:\s?(?P<symbol>[%٪％]|°[CFcf]?|[€£$](?![\d$])|[mk]?m[²³])"
    r"|(?:\s|[-‐‑])?(?P<first>[^\W\d_]+(?:/h\b|2\b)?)(?:[\s-](?P<second>[^\W\d_]+)(?:\s(?P<third>[^\W\d_]+))?)?)"
)


def unit_after(text: str, position: int) -> tuple[str, int] | None:
    """The unit written right after `position`, and where it ends; None when there is none."""
    match = _AFTER.match(text, position)
    if match is None:
        return None
    if match["symbol"]:
        unit = _UNITS.get(match["symbol"].lower())
        return (unit, match.end("symbol")) if unit else None
    for last in ("third", "second", "first"):
        if match[last] is None:
            continue
        spelled = " ".join(text[match.start("first") : match.end(last)].lower().replace("-", " ").split())
        unit = _UNITS.get(spelled)
        if unit is not None:
            return unit, match.end(last)
    return None


def same_unit(first: str | None, second: str | None, written: str) -> bool:
    """Whether two units are one; `written` is the text of both, for a yen sign is also a yuan sign."""
    return first == second or ({first, second} == {"cny", "jpy"} and ("¥" in written or "￥" in written))
