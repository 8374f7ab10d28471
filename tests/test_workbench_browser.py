"""The workbench in a real browser: keys, read mode, both colours, narrow screens, no outside."""

from __future__ import annotations

import sys

import pytest

import norland
from desk import PAGES, hostile, record_in, served
from dragoman.audit import sample, units_of
from dragoman.record import Moment
from dragoman.store.audits import Audits
from dragoman.store.sampled import SampledRecord
from test_page_browser import ARGS, CHROMIUM, pytestmark

__all__ = ["pytestmark"]  # those of the page in a browser: needs a Chromium


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS, headless=True)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    dated = norland.record(id="r2", published=Moment(value="2031-05-06"))
    path = record_in(tmp_path_factory.mktemp("desk"), norland.record(), dated, hostile())
    with served(path, read_only=False) as address:
        yield address


@pytest.fixture
def opened(browser, site):
    """A function that opens a page of the site; nothing may go wrong or leave the server."""
    contexts, errors, asked = [], [], []

    def open_page(path, **options):
        options = {"viewport": {"width": 1300, "height": 800}} | options
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: said.type == "error" and errors.append(said.text))
        page.goto(site + path)
        return page

    yield open_page
    assert errors == []
    assert [url for url in asked if not url.startswith(site)] == []
    for context in contexts:
        context.close()


WIDTH = "document.documentElement.scrollWidth"


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious_and_a_narrow_screen_shows_all(opened, path):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(path, viewport={"width": 380, "height": 700}, bypass_csp=True)  # axe is a script
    assert page.evaluate(WIDTH) <= 380
    for scheme, options in (("light", None), ("dark", {"runOnly": ["color-contrast"]})):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options=options).response["violations"]
        told = [(one["id"], one["nodes"][0]["html"]) for one in found
                if one["impact"] in ("serious", "critical")]  # fmt: skip
        assert told == []


def test_the_keys_walk_the_rows_and_light_their_words(opened):
    page = opened("/report/r1")
    walked = []
    for _ in range(3):
        page.keyboard.press("j")
        walked.append(page.get_attribute(".card.chosen", "id"))
    assert walked == ["r-S1", "r-S2", "r-S3"]
    page.keyboard.press("k")
    assert page.get_attribute(".card.chosen", "id") == "r-S2"
    assert page.get_attribute(".card.on", "id") == "r-S2"
    assert "the Front had promised" in page.inner_text(".text")
    page.keyboard.press("Enter")
    page.wait_for_url("**#w-r-S2")


def test_a_card_walked_to_can_be_seen(opened):
    page = opened("/report/r1")
    for _ in range(9):
        page.keyboard.press("j")
    box = page.locator(".card.chosen").bounding_box()
    assert 0 <= box["y"] <= 800 - box["height"]


def test_the_keys_are_letters_in_a_field(opened):
    page = opened("/report/r1")
    page.keyboard.press("/")
    page.keyboard.type("jk")
    assert page.input_value("#q") == "jk"
    assert page.locator(".card.chosen").count() == 0


def test_read_mode_leaves_the_text_alone(opened):
    page = opened("/report/r1")
    page.keyboard.press("r")
    assert not page.is_visible(".rows")
    assert not page.is_visible(".mast nav")
    assert page.is_visible(".text h1")
    page.keyboard.press("r")
    assert page.is_visible(".rows")


def test_letters_grow_and_stay_so(opened):
    page = opened("/report/r1")
    size = "parseFloat(getComputedStyle(document.querySelector('.text p')).fontSize)"
    before = page.evaluate(size)
    page.click("[data-size='1']")
    page.keyboard.press("+")
    grown = page.evaluate(size)
    assert grown > before * 1.2
    page.reload()
    assert page.evaluate(size) == grown


def test_a_row_by_its_address_is_lit(opened):
    page = opened("/row/p-condemn")
    page.wait_for_url("**/report/r1#r-P2")
    assert page.get_attribute(".card.chosen", "id") == "r-P2"
    assert "condemned" in "".join(page.locator(".w.on").all_inner_texts())


def test_furniture_is_folded_but_there(opened):
    page = opened("/report/r1")
    assert not page.is_visible(".furniture li")
    page.click(".furniture summary")
    assert page.is_visible(".furniture li")


def test_hostile_words_do_not_run(opened):
    for path in ("/", "/report/r-hostile", "/statements", "/search?q=Norland"):
        page = opened(path)
        assert page.title() != "driven"
        assert page.locator("a[href^='javascript']").count() == 0


@pytest.mark.parametrize("path", ["/", "/report/r1", "/events", "/between/x:sudria/x:westmark"])
def test_pages_read_without_scripts(opened, path):
    page = opened(path, java_script_enabled=False)
    assert any(name in page.inner_text("main") for name in ("Norland", "Sudria"))


def test_read_mode_and_furniture_need_no_script(opened):
    page = opened("/report/r1", java_script_enabled=False)
    page.click(".switch")
    assert not page.is_visible(".rows")
    page.click(".switch")
    page.click(".text a[href='#r-P2']")
    page.wait_for_url("**#r-P2")


def test_paper_has_the_text_and_no_furniture_of_ours(opened):
    page = opened("/report/r1")
    page.emulate_media(media="print")
    assert not page.is_visible(".mast")
    assert not page.is_visible(".tools")
    assert page.is_visible(".text h1")
    clipped = "all => all.filter(e => e.scrollHeight > e.clientHeight + 1).length"
    assert page.eval_on_selector_all(".columns > *", clipped) == 0


def test_a_list_is_asked_by_its_form_and_walked_by_keys(opened):
    page = opened("/statements")
    page.fill("[name=said_by]", "Ada Brandt")
    page.select_option("[name=act]", "say")
    page.click(".ask button")
    page.wait_for_url("**said_by=Ada+Brandt*")
    assert page.input_value("[name=said_by]") == "Ada Brandt"
    assert page.locator(".line").count() == 6
    page.click("h1")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator(".line").nth(1).get_attribute("class") == "line stop chosen"
    page.keyboard.press("Enter")
    page.wait_for_url("**/report/**")


def test_from_a_statement_to_its_speaker(opened):
    page = opened("/statements")
    page.click(".line .who >> nth=0")
    assert page.inner_text("h1") in {"Ada Brandt", "Norland", "Delta Front", "Radio Nord"}


def test_searching_from_anywhere(opened):
    page = opened("/actors")
    page.fill("#q", "villages")
    page.press("#q", "Enter")
    assert page.inner_text("mark >> nth=0") == "villages"


def test_a_key_accepts_and_another_disputes_the_chosen_row(opened):
    page = opened("/report/r2")
    for key, said in (("a", "accepted"), ("x", "disputed")):
        if key == "a":
            page.keyboard.press("j")
        with page.expect_navigation():
            page.keyboard.press(key)
        assert page.get_attribute(".card.chosen", "id") == "r-S1"
        assert page.inner_text("#r-S1 > .deeds .review strong") == said


def test_a_row_is_corrected_by_its_form_without_scripts(opened):
    page = opened("/report/r2", java_script_enabled=False)
    card = page.locator("#r-E1 > .deeds")
    card.locator("summary").click()
    card.locator("[name=type]").select_option("COERCE")
    card.locator("[name=note]").fill("they were taken")
    card.locator("[value=corrected]").click()
    assert "type is COERCE" in page.inner_text("#r-E1 > .deeds .review")


PLAYED = """
import json, pathlib, sys, time
def say(**told):
    print(json.dumps(told), flush=True)
def read(number, problem=None):
    say(read=f"r{number}", file=number, source=f"{number}.txt", title=f"Report {number}", rows=3,
        problem=problem)
say(state="reading")
read(1)
read(2)
while not pathlib.Path(sys.argv[1]).exists():
    time.sleep(.05)
read(3, {"stage": "read", "message": "<b>no</b> text"})
say(state="done")
"""


@pytest.fixture
def adding(tmp_path, monkeypatch):
    """A site with a folder whose reading is played, and a file that lets it get past the second."""
    go = tmp_path / "go"
    program = (sys.executable, "-c", PLAYED, str(go))
    monkeypatch.setattr("dragoman.workbench.jobs.COMMAND", program)
    folder = tmp_path / "press"
    folder.mkdir()
    for number in (1, 2, 3):
        (folder / f"{number}.txt").write_text("A text.", encoding="utf-8")
    with served(record_in(tmp_path, norland.record()), read_only=False, inbox=folder) as address:
        yield address, go


@pytest.mark.parametrize("scripts", [True, False])
def test_a_folder_is_added_and_its_progress_is_seen(adding, browser, scripts):
    address, go = adding
    page = browser.new_context(java_script_enabled=scripts).new_page()
    page.goto(f"{address}/add")
    page.click("text=Read all 3 files")
    page.wait_for_selector("text=file 2 of 3")
    go.touch()
    page.wait_for_selector(".state.done")
    assert page.inner_text(".sums div:nth-child(2) dd") == "9"
    assert "<b>no</b> text" in page.inner_text("main")
    if scripts:
        page.wait_for_selector("form.end", state="detached")
        assert page.inner_text("#said") == "Done"
    page.context.close()


def test_a_file_is_sent_from_the_page(adding, browser, tmp_path):
    file = tmp_path / "note.txt"
    file.write_text("A text.", encoding="utf-8")
    address, go = adding
    go.touch()
    page = browser.new_context().new_page()
    page.goto(f"{address}/add")
    page.set_input_files("input[type=file]", file)
    page.click("text=Read them")
    page.wait_for_url("**/add/1")
    page.wait_for_selector(".state.done")
    page.context.close()


@pytest.fixture
def audited(tmp_path):
    """The address of a site whose sample of six rows and a paragraph waits to be judged."""
    path = record_in(tmp_path, norland.record())
    with SampledRecord(path) as record:
        drawn = sample(record, rows=6, paragraphs=1, seed=1)
    with Audits(path) as audits:
        audits.keep(units_of(drawn), made="2031-05-06T00:00:00Z", by="a test", seed=1,
                    strata=drawn.strata)  # fmt: skip
    with served(path, read_only=False) as address:
        yield address


def test_a_sample_is_judged_by_keys_and_gone_on_with_later(audited, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{audited}/audit/1")
    page.fill("[name=coder]", "Ida")
    page.click("text=Begin")
    for key in ("y", "n", "u"):
        before = page.inner_text(".claim")
        with page.expect_navigation():
            page.keyboard.press(key)
        assert page.inner_text(".claim") != before
    with page.expect_navigation():
        page.keyboard.press("ArrowLeft")
    assert page.inner_text("[aria-pressed=true]").startswith("Cannot be told")
    page.goto(f"{audited}/audit/1")
    assert "3 of 7 judged" in page.inner_text("main")
    page.click("text=go on as Ida")
    assert "4 of 7" in page.inner_text(".judging-head")
    page.fill("[name=note]", "y")  # a letter in a field is no answer
    assert "4 of 7" in page.inner_text(".judging-head")
    context.close()


def test_a_paragraph_is_looked_through_without_scripts(audited, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{audited}/audit/1/judge?coder=Ida&unit=p001")
    page.locator("[name=wrong]").first.check()
    for field in page.locator("[type=number]").all():
        field.fill("1")
    page.click("text=Keep and go on")
    page.goto(f"{audited}/audit/1/judge?coder=Ida&unit=p001")
    assert "1 statements wrong, " in page.inner_text("main")
    assert page.input_value("[name=missed_events]") == "1"
    context.close()


@pytest.mark.parametrize(
    "path", ["/audit", "/audit/1", "/audit/1/judge?coder=I", "/audit/1/judge?coder=I&unit=p001",
             "/audit/1/results"],
)  # fmt: skip
def test_pages_of_an_audit_pass_axe_and_fit_a_narrow_screen(audited, browser, path):
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": 380, "height": 700}, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{audited}/audit/1/judge?coder=I")
    page.keyboard.press("y")
    page.wait_for_selector("text=2 of 7")
    page.goto(audited + path)
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    assert page.evaluate(WIDTH) <= 380
    context.close()
