"""Reports of a run in which one case fails, one is known to fail and one said something else before."""

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.async_api import async_playwright, expect
from rich.console import Console

from evals.baseline import Baseline, BaselineCase
from evals.errors import BadUsage
from evals.explain import print_explanation
from evals.folder import Run
from evals.gate import decide
from evals.model import Verdict
from evals.policy import Policy
from evals.report.console import print_verdict
from evals.report.figures import delta, limit, shown
from evals.report.html import html
from evals.report.junit import write_junit
from evals.report.markdown import MOST_BYTES, markdown
from evals.steps import write_reports
from tests.api.test_swagger import CHROMIUM, FLAGS, NEEDS_CHROMIUM
from tests.evals.runs import DOCUMENTS, HOTEL, RATE, SEEDS, decided, recorded, result, run_of

CASES = (DOCUMENTS, HOTEL, RATE)
ATTACK = '<script>document.title = "owned"</script><img src=x onerror=alert(1)> https://example.org'
LIMIT_MS = 20_000


@cache
def verdict() -> Verdict:
    """RATE says 145 where 125 is right; HOTEL is known to fail; DOCUMENTS said something else before."""
    run = recorded(CASES)
    replies = {one.case_id: one for one in run.recorded}
    replies[RATE.id] = replies[RATE.id].model_copy(update={"body": _changed(run, RATE.id, "125", "145")})
    hotel = {**(replies[DOCUMENTS.id].body or {}), "answer": f"He stayed in 12 hotels. [1] {ATTACK}"}
    replies[HOTEL.id] = replies[HOTEL.id].model_copy(update={"body": hotel})
    before = Baseline(
        target="offline",
        cases={
            RATE.id: BaselineCase(passed=True, answer="China set tariffs of 125 percent. [1]"),
            HOTEL.id: BaselineCase(passed=False),
            DOCUMENTS.id: BaselineCase(passed=True, answer="More than 20 papers were exchanged. [1]"),
        },
    )
    changed = Run(run.meta, tuple(replies[one.case_id] for one in run.recorded), run.times)
    return decided(changed, CASES, baseline=before)


def test_the_last_line_on_the_console_says_it_all() -> None:
    said = _console(verdict())
    assert re.fullmatch(
        r"FAIL 2/3 · fact recall \.50 \[\.00,1\.00\] · citations 100 % · p50 \d+ ms",
        said.splitlines()[-1].strip(),
    )
    assert f"{RATE.id} fails at answer, passed before" in said
    assert f"1 known to fail, as the baseline says: {HOTEL.id}" in said


def test_a_change_of_a_figure_is_told_with_its_sign() -> None:
    before = Baseline(target="offline", cases={"a": BaselineCase(passed=True, scores={"fact_recall": 1.0})})
    run = run_of(result("a", True, fact_recall=0.97))
    said = _console(decide(run, policy=Policy(), baseline=before))
    assert "fact recall .97 [.97,.97] -.03" in said.splitlines()[-1]


def test_figures_that_differ_do_not_read_alike() -> None:
    before = Baseline(target="offline", cases={"a": BaselineCase(passed=True, scores={"fact_recall": 0.944})})
    policy = Policy.model_validate({"limits": [{"metric": "fact_recall", "min": 0.95}]})
    run = run_of(result("a", True, fact_recall=0.946))
    said = decide(run, policy=policy, baseline=before)
    metric = next(one for one in said.metrics if one.name == "fact_recall" and one.limit is not None)
    assert (shown(metric), limit(metric), delta(metric)) == (".946", ">= .95", "+.002")
    assert any("is 0.946, under its limit 0.950" in reason for reason in said.reasons)
    close = metric.model_copy(update={"value": 0.94996, "baseline": 0.95})
    assert (shown(close), delta(close)) == (".94996", "=")
    met = metric.model_copy(update={"value": 0.951, "passed": True, "baseline": 0.953})
    assert (shown(met), delta(met)) == (".95", "=")


def test_a_run_that_was_not_measured_does_not_say_pass_or_fail() -> None:
    last = _console(decide(run_of(result("a", None)), policy=Policy())).splitlines()[-1]
    assert last.strip() == "NOT MEASURED 1/1"


def test_junit_has_a_case_for_each_reply_and_limit(tmp_path: Path) -> None:
    write_junit(verdict(), tmp_path / "junit.xml")
    root = ElementTree.parse(tmp_path / "junit.xml").getroot()
    cases = {case.get("name"): case for case in root.iter("testcase")}
    failure = cases[RATE.id].find("failure")
    assert failure is not None
    assert "not 125" in failure.get("message", "")
    assert cases[HOTEL.id].find("skipped") is not None
    assert list(cases[DOCUMENTS.id]) == []
    assert cases["quotes_exact >= 1.00"].find("failure") is None
    assert cases["verdict"].find("failure") is not None
    suites = {suite.get("name"): suite for suite in root}
    assert suites["evals.answerable"].get("failures") == "1"


def test_junit_holds_no_character_that_xml_can_not(tmp_path: Path) -> None:
    broken = result("a", None).model_copy(update={"case_id": "a\x00\ud800b"})
    write_junit(decide(run_of(broken), policy=Policy()), tmp_path / "junit.xml")
    assert "a\ufffd\ufffdb" in {
        case.get("name") for case in ElementTree.parse(tmp_path / "junit.xml").getroot().iter("testcase")
    }


def test_markdown_names_the_case_and_renders_nothing_of_it() -> None:
    text = markdown(verdict())
    assert text.startswith("## ❌ Evals: FAIL (offline)")
    assert "made/rate fails at answer" in text
    assert "<script>" not in text
    assert "https://" not in text  # which GitHub makes a link of; the answer's is told with a stroke in it
    assert "https\\://" in text
    assert "said before: China set tariffs of 125 percent" in text


def test_markdown_fits_the_page_of_a_ci_run(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_BYTES < 1_000_000
    monkeypatch.setattr("evals.report.markdown.MOST_BYTES", 5000)
    results = [result(f"case-{number}", False) for number in range(100)]
    data = markdown(decide(run_of(*results), policy=Policy())).encode()
    assert 4900 < len(data) <= 5000
    assert data.decode().endswith("the HTML report has the rest.\n")


def test_explain_shows_what_is_known_of_a_case() -> None:
    console = Console(width=200)
    with console.capture() as captured:
        print_explanation(verdict(), RATE.id, console)
    said = captured.get()
    for words in (
        RATE.question or "",
        "not 125",
        "before     China set tariffs",
        "retrieved  1. tariffs-and",
    ):
        assert words in said
    with pytest.raises(BadUsage, match="no case nothing"):
        print_explanation(verdict(), "nothing", console)


def test_the_page_is_self_contained() -> None:
    page = html(verdict(), _texts())
    assert not re.search(r"""(src|href)=["'](?!#)""", page.replace("&lt;img src=x", ""))
    assert "default-src 'none'" in page


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """The page of the run."""
    write_reports(verdict(), SEEDS, tmp_path)
    return tmp_path / "report.html"


@NEEDS_CHROMIUM
async def test_the_page_shows_the_failing_case_in_a_browser(report: Path) -> None:
    complaints: list[str] = []
    requested: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page()
        page.set_default_timeout(LIMIT_MS)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requested.append(request.url))
        await page.goto(report.as_uri())
        failing = page.locator("details.failed")
        await expect(failing).to_have_count(1)
        await expect(failing).to_contain_text(RATE.question or "")
        await expect(failing.locator("del").first).to_contain_text("125")
        await expect(failing.locator("mark.quote").first).to_be_visible()
        await expect(page.locator("details.passed .body")).to_be_hidden()
        await page.get_by_role("button", name="Known to fail 1").click()
        await expect(failing).to_be_hidden()
        await expect(page.locator("details.known")).to_be_visible()
        await page.locator(".why a").first.click()
        await expect(failing).to_be_visible()
        assert await page.title() == "FAIL · evals of Footnote"
        await browser.close()
    assert complaints == []
    assert requested == [report.as_uri()]


def _console(shown: Verdict) -> str:
    console = Console(width=200)
    with console.capture() as captured:
        print_verdict(shown, console)
    return captured.get()


def _texts() -> dict[str, str]:
    return {article_id: seed.text for article_id, seed in SEEDS.articles.items()}


def _changed(run: Run, case_id: str, old: str, new: str) -> dict[str, object]:
    body = next(one.body for one in run.recorded if one.case_id == case_id) or {}
    return {**body, "answer": str(body["answer"]).replace(old, new)}
