"""The page in a real browser: nothing leaves the machine, and rows and words lead to each other."""

from __future__ import annotations

import shutil

import pytest

import norland
from dragoman.render.html import page, pages

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOSTILE = "<img src=x onerror=\"document.title='driven'\"><script>document.title='driven'</script>"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which(CHROMIUM), reason="no Chromium on this machine"),
]


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS, headless=True)
        yield chromium
        chromium.close()


class Watched:
    """A page of the browser with all that it asked for and all that went wrong in it."""

    def __init__(self, browser, file, **options) -> None:
        self.file, self.requests, self.errors = file, [], []
        self.context = browser.new_context(viewport={"width": 1300, "height": 800}, **options)
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._hear)
        self.page.goto(file.as_uri())

    def _hear(self, message) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def lit(self) -> set[str]:
        """The ids of the cards that are lit up, and the words that are."""
        return set(self.page.eval_on_selector_all(".card.on", "all => all.map(e => e.id)"))

    def lit_words(self) -> str:
        return "".join(self.page.eval_on_selector_all(".w.on", "all => all.map(e => e.innerText)"))

    def is_seen(self, selector: str) -> bool:
        """Whether an element stands inside the window and inside the pane it scrolls in."""
        return self.page.eval_on_selector(
            selector,
            """e => { const box = e.getBoundingClientRect(),
                            pane = e.closest('.columns > *').getBoundingClientRect();
                      return box.top >= pane.top - 1 && box.bottom <= pane.bottom + 1
                             && box.top < innerHeight; }""",
        )


@pytest.fixture
def opened(browser, tmp_path):
    """A function that opens records as a page; nothing may go wrong or leave the machine."""
    seen = []

    def open_page(text: str, **options) -> Watched:
        file = tmp_path / "page.html"
        file.write_text(text, encoding="utf-8")
        watched = Watched(browser, file, **options)
        seen.append(watched)
        return watched

    yield open_page
    for watched in seen:
        assert watched.errors == []
        assert {url.split("#")[0] for url in watched.requests} <= {watched.file.as_uri(), "data:,"}
        watched.context.close()


def test_hovering_words_lights_their_row(opened):
    at = opened(page(norland.record()))
    at.page.hover(".text a[href='#r1-E1']")
    assert at.lit() == {"r1-E1"}
    assert at.lit_words() == "attacked"


def test_hovering_a_row_lights_its_words(opened):
    at = opened(page(norland.record()))
    at.page.hover("#r1-S3 > .line")
    assert at.lit() == {"r1-S3"}
    assert at.lit_words() == "promisedthat it would lay down its arms"


def test_leaving_puts_the_light_out_unless_it_was_pinned(opened):
    at = opened(page(norland.record()))
    at.page.hover("#r1-E1 > .line")
    at.page.hover(".facts")
    assert at.lit() == set()
    at.page.click("#r1-E1 > .line .label")
    at.page.hover(".facts")
    assert at.lit() == {"r1-E1"}
    at.page.keyboard.press("Escape")
    assert at.lit() == set()


def test_clicking_leads_from_words_to_row_and_back(opened):
    at = opened(page(norland.record()))
    at.page.click(".text a[href='#r1-P2']")
    at.page.wait_for_url("**#r1-P2")
    assert at.is_seen("#r1-P2")
    assert at.lit() == {"r1-P2"}
    at.page.click("#r1-P2 .label")
    at.page.wait_for_url("**#w-r1-P2")
    assert at.is_seen("a[href='#r1-P2']")


def test_the_keyboard_walks_the_words_and_shows_their_rows(opened):
    at = opened(page(norland.record()))
    at.page.focus(".text a[href='#r1-P2']")
    assert at.lit() == {"r1-P2"}
    assert at.is_seen("#r1-P2")
    at.page.keyboard.press("Enter")
    at.page.wait_for_url("**#r1-P2")
    stops = []
    at.page.focus(".text a")
    for _ in range(6):
        stops.append(at.page.evaluate("document.activeElement.hash"))
        at.page.keyboard.press("Tab")
    assert len(set(stops)) == len(stops)


def test_a_page_reads_and_leads_without_its_script(opened):
    at = opened(page(norland.record()), java_script_enabled=False)
    assert norland.BODY.split("\n\n")[0] in at.page.inner_text(".text")
    assert "Ada Brandt, for Sudria, to Radio Nord, said" in at.page.inner_text(".rows")
    at.page.click(".text a[href='#r1-P2']")
    at.page.wait_for_url("**#r1-P2")
    at.page.click("#r1-P2 .label")
    at.page.wait_for_url("**#w-r1-P2")


def test_a_box_of_the_legend_hides_its_marks(opened):
    at = opened(page(norland.record()))
    colour = "e => getComputedStyle(e).backgroundColor"
    shown = at.page.eval_on_selector(".text .event", colour)
    at.page.click(".legend summary")
    at.page.uncheck("#show-event")
    assert at.page.eval_on_selector(".text .event", colour) != shown


def test_hostile_text_does_not_run(opened):
    text = HOSTILE
    at = opened(page(norland.record(title=text, outlet=text, url=text)))
    assert at.page.title() == text
    assert at.page.locator("img").count() == 0


@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, {"color_scheme": "light"}])
def test_words_can_be_read_on_their_ground(opened, options):
    at = opened(page(norland.record()), **options)
    contrasts = at.page.evaluate(CONTRASTS)
    assert min(contrasts.values()) >= 4.5, contrasts


def test_nothing_is_cut_off_on_a_narrow_screen_or_on_paper(opened):
    endless = norland.record(id="r2", title="https://example.org/" + "x" * 80, outlet="x" * 80)
    at = opened(pages([norland.record(), endless, norland.failed()]))
    at.page.set_viewport_size({"width": 400, "height": 800})
    assert at.page.evaluate("document.documentElement.scrollWidth") <= 400
    at.page.emulate_media(media="print")
    clipped = "all => all.filter(e => e.scrollHeight > e.clientHeight + 1).length"
    assert at.page.eval_on_selector_all(".columns > *", clipped) == 0


CONTRASTS = """() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const parts = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const linear = (v) => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) =>
    .2126 * linear(r / 255) + .7152 * linear(g / 255) + .0722 * linear(b / 255);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const colour = parts(getComputedStyle(e).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const out = {};
  const shown = '.text .w, .line, .note, .type, .sign, .act, .label, .facts';
  for (const e of document.querySelectorAll(shown)) {
    const pair = [light(parts(getComputedStyle(e).color)), light(ground(e))];
    const contrast = (Math.max(...pair) + .05) / (Math.min(...pair) + .05);
    out[e.className + ' ' + e.textContent.slice(0, 20)] = contrast;
  }
  return out;
}"""
