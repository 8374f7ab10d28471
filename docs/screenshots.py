# ruff: noqa: INP001 - a script beside the pages it writes, no part of a package
"""The bundled reports -> pictures of the workbench's pages, in docs/images.

``python docs/screenshots.py`` reads the examples into a record, dated one a day so that there is a
time to show, serves it, and takes a picture of each page with the Chromium that playwright finds.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright

from dragoman.audit import sample, units_of
from dragoman.store.audits import Audits
from dragoman.store.sampled import SampledRecord
from dragoman.workbench import create_app

ROOT = Path(__file__).parents[1]
IMAGES = Path(__file__).parent / "images"
QUALITY, WIDTH, HEIGHT, NARROW = 45, 1100, 680, 380
PAGES = {
    "front": "/", "statements": "/statements?answered=deny", "actor": "/actor/USA",
    "two": "/between/IRN/SAU", "network": "/network", "reader": "/report/",
    "judge": "/audit/1/judge?coder=Ida", "add": "/add",
}  # fmt: skip


def record_in(folder: Path) -> Path:
    """A record of the examples, published on days of one month."""
    rows = [
        {"id": file.stem, "outlet": ("Harbour Ledger", "Northern Dispatch")[day % 2],
         "published": f"2031-05-{day:02}", "text": file.read_text("utf-8")}
        for day, file in enumerate(sorted((ROOT / "examples" / "reports").glob("*.txt")), 1)
    ]  # fmt: skip
    texts, record = folder / "reports.jsonl", folder / "examples.db"
    texts.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    add = [sys.executable, "-m", "dragoman", "add", str(texts), "--record", str(record)]
    subprocess.run(add, check=True)  # noqa: S603 - our own command
    with SampledRecord(record) as opened:
        drawn = sample(opened, rows=40, paragraphs=10, seed=1)
    with Audits(record) as audits:
        made = {"made": "2031-06-01T09:00:00Z", "by": "Ida", "seed": 1, "strata": drawn.strata}
        audits.keep(units_of(drawn), **made)
    return record


def served(record: Path) -> str:
    """The address of the workbench, served as long as this program runs."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    app = create_app(record, read_only=False, inbox=ROOT / "examples" / "reports")
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    threading.Thread(target=server.run, args=([listening],), daemon=True).start()
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


def take(page: Page, name: str) -> None:
    """A picture of what is seen."""
    page.screenshot(path=IMAGES / f"{name}.jpg", type="jpeg", quality=QUALITY)


def main() -> None:
    """Takes every picture."""
    IMAGES.mkdir(exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        address = served(record_in(Path(folder)))
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(f"{address}/reports")
        first = page.locator("h2 a", has_text="Russian agents").get_attribute("href") or ""
        for name, path in PAGES.items():
            page.goto(address + (first if name == "reader" else path))
            if name == "reader":
                page.keyboard.press("j")
            take(page, name)
        dark = browser.new_page(viewport={"width": NARROW, "height": HEIGHT}, color_scheme="dark")
        dark.goto(address + first)
        take(dark, "reader-narrow-dark")
        browser.close()


if __name__ == "__main__":
    main()
