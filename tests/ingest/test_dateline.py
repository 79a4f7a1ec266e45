"""The date that a text opens with."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ingest.dateline import published_at_from_text, resolve_published_at

DAY = date(2025, 5, 9)


@pytest.mark.parametrize(
    "text",
    [
        "date 2025-05-09 BEIJING- China raised its tariffs.",
        "2025-05-09",
        "2025-05-09 China raised its tariffs.",
        "2025-05-09T10:00:00Z\nChina raised its tariffs.",
        "BEIJING, May 9, 2025 — China raised its tariffs.",
        "BEIJING (Agency), May 9, 2025 - China raised its tariffs.",
        "SÃO PAULO, 9 May 2025: Prices rose.",
        "MOSCOW, Russia, May 9, 2025 (Agency) — The parade began.",
        "Moscow, 9 May 2025 — The parade began.",
        "WASHINGTON D.C., MAY 9, 2025 -- The talks began.",
        "9 May 2025",
        "\n\n  9th May 2025\n\nThe parade began.",
        "May 9, 2025",
        "May 9 2025\nThe parade began.",
        "(9 May 2025) The parade began.",
        "[2025-05-09] The parade began.",
        "*9 May 2025*\n\nThe parade began.",
        "Friday, 9 May 2025\nThe parade began.",
        "Published: 2025-05-09",
        "Published on May 9, 2025 by the desk",
        "Posted 9 May, 2025",
        "# The parade\n\nMOSCOW, 9 May 2025. The parade began.",
        "2025年5月9日 北京",
    ],
)
def test_opens_with_a_date(text: str) -> None:
    assert published_at_from_text(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The parade began.",
        "BEIJING, May 9 (Agency) - China raised its tariffs.",
        "BEIJING, May 9 (Agency) - It spoke of May 10, 2025.",
        "On Friday, May 9, 2025, China raised its tariffs.",
        "May 9, 2025, was a Friday.",
        "9 May 2025 was a Friday.",
        "China raised its tariffs on 9 May 2025.",
        "In 2025-05-09 the parser saw a date.",
        "A 2025-05-09 report says so.",
        "Ada Brook (9 May 1891 - 3 March 1974) was a sailor.",
        "Ada Brook (9 May 1891–1974) was a sailor.",
        "Ada Brook (May 9, 1891 – ) is a sailor.",
        "After 9 May 2025 — the day of the parade",
        "Updated: 9 May 2025",
        "2025-02-30",
        "2025-13-01 China raised its tariffs.",
        "31 June 2025",
        "2025-05-091",
        "09/05/2025",
        "May 2025",
        "MANY WORDS IN CAPITALS BEFORE IT ALL, May 9, 2025 - x",
        "x" * 200 + " 2025-05-09",
        "\n" * 500 + "x\n2025-05-09",
    ],
)
def test_does_not_open_with_a_date(text: str) -> None:
    assert published_at_from_text(text) is None


@pytest.mark.parametrize("month", ["Sept. 9, 2025", "Sep 9, 2025", "September 9, 2025", "9 sept 2025"])
def test_short_months(month: str) -> None:
    assert published_at_from_text(month) == date(2025, 9, 9)


def test_the_date_given_wins() -> None:
    given_day = date(2024, 1, 1)
    assert resolve_published_at(given_day, "2025-05-09") == given_day
    assert resolve_published_at(None, "2025-05-09") == DAY


@given(st.text(alphabet=st.sampled_from("2025-09 May,.()—\n#AaBEIJING:date年月日"), max_size=80))
@settings(max_examples=200)
def test_any_text_gives_a_date_or_none(text: str) -> None:
    assert isinstance(published_at_from_text(text), date | None)
