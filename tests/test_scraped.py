"""A text copied off a page loses furniture that no rule knows, and a clean text loses nothing."""

import shutil
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from dragoman import ingest
from dragoman.errors import ModelError
from dragoman.ingest import scraped
from dragoman.ingest.lines import split_lines
from dragoman.ingest.plain import Given, report_of
from dragoman.lexicon import load_tables
from dragoman.linear import hash_of, read_arrays
from dragoman.record import Report

TABLES = load_tables("en")
TITLE = "Norland and Sudria agree to reopen border crossing"
PROSE = """\
The foreign ministers of Norland and Sudria said on Monday that their border would open again.
“We have settled what kept us apart,” Mara Brandt of Norland told reporters in Ard.
Sudria closed the crossing last year after three of its soldiers were shot at the river.
The ministers did not say who would pay for the bridge, which was blown up in the war.
Aid groups welcomed the accord, and said a quarter of a million people were cut off.
A first convoy of lorries with wheat is to cross the river on Thursday, they said."""
ARTICLE = f"{TITLE}\n{PROSE}"
MENU = "Home\nWorld\nBusiness\nSport\nWeather\nShop\nJobs\nSign in"
FOOT = "Popular in the community\nYour account\nHelp centre\nWork for us\nCookie settings"


def read(text: str) -> Report:
    report = report_of(text, Given("text", "0" * 64), TABLES)
    assert isinstance(report, Report)
    return report


def test_menus_around_an_article_are_furniture_and_its_words_stay():
    report = read(f"{MENU}\n{ARTICLE}\n2 min read\n{FOOT}")
    assert "\n".join(report.text.split("\n\n")) == ARTICLE
    assert {"Sport", "Help centre"} <= {f.quote for f in report.furniture if f.label == "other"}


def test_what_is_set_aside_keeps_its_place():
    source = f"{MENU}\n{ARTICLE}\n2 min read\n{FOOT}"
    for line in read(source).furniture:
        assert source[line.start : line.end] == line.quote


def test_a_text_without_known_furniture_is_left_as_it_is():
    lines = split_lines(f"Home\nWorld\n{ARTICLE}\nPopular in the community")
    assert scraped.furniture_among(lines, {}, frozenset()) == set()


def test_the_title_and_the_standfirst_stay():
    head = "Crossing reopens\nTwo neighbours end a year of silence\n2 min read"
    report = read(f"{head}\n{PROSE}\n{FOOT}")
    assert report.title == "Crossing reopens"
    assert report.standfirst == "Two neighbours end a year of silence"


def test_the_bundled_texts_lose_no_line_to_the_model():
    folder = Path(__file__).parents[1] / "examples" / "reports"
    texts = [r for path in folder.glob("*.txt") for r in ingest.read(path) if isinstance(r, Report)]
    assert texts
    assert not [f.quote for r in texts for f in r.furniture if f.label == "other"]


def test_changing_from_line_to_line_has_its_price():
    weak = 0.9 * scraped.SWITCH
    assert scraped.smoothed(np.asarray([3.0, -weak, 3.0])) == [True, True, True]
    assert scraped.smoothed(np.asarray([3.0, -weak, -weak, -weak])) == [True, False, False, False]


def test_weights_that_are_not_the_header_s_are_refused(tmp_path):
    for end in ("json", "npz"):
        shutil.copy(str(resources.files("dragoman.ingest") / "weights" / f"lines.{end}"), tmp_path)
    header = tmp_path / "lines.json"
    header.write_text(header.read_text("utf-8").replace('"folds": 5', '"folds": 6'), "utf-8")
    with pytest.raises(ModelError, match=r"not the weights that lines\.json tells of"):
        read_arrays(tmp_path, "lines", templates=hash_of(scraped.TEMPLATES), remedy="")
