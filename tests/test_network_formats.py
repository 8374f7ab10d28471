"""The network out of files, and as JSON, picture and page."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from dragoman.errors import UsageError
from dragoman.network import (
    Questions,
    Selection,
    SignedGraph,
    Tie,
    analyse,
    read_edges,
    relations_of,
)
from dragoman.render.graphml import graphml
from dragoman.render.network import network_table
from dragoman.render.network_page import network_page
from dragoman.render.network_svg import network_svg
from network_rows import run, stance


@pytest.fixture
def edges(tmp_path):
    def write(text):
        file = tmp_path / "edges.csv"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def test_a_file_of_edges_is_read_with_weights_dates_and_issues(edges):
    file = edges(
        "a,b,sign,weight,date,issue\n"
        "x,y,1,2,2001-01-01,gas\n"
        "y,x,+1,3,2002-01-01,gas\n"
        "x,z,-1,1,2003-01-01,oil\n"
        "z,x,1,1,2003-02-01,\n"
    )
    whole = read_edges(file)
    assert whole.ties == (Tie("x", "y", 1, 5.0),)
    assert whole.mixed == (("x", "z"),)
    assert read_edges(file, issue="oil").ties == (Tie("x", "z", -1, 1.0),)
    assert read_edges(file, until="2001").ties == (Tie("x", "y", 1, 2.0),)


def test_without_a_column_of_weights_a_tie_weighs_one_however_often_it_stands(edges):
    assert read_edges(edges("a,b,sign\nx,y,1\ny,x,1\n")).ties == (Tie("x", "y", 1, 1.0),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\nx,y\n", ":1: no column sign; there is a, b"),
        ("", ":1: no column a, b, sign; there is nothing"),
        ("a,b,sign\nx,y,2\n", ":2: the sign is '2'"),
        ("a,b,sign\nx,y,1\nx,,1\n", ":3: a or b is empty"),
        ("a,b,sign\nx,x,1\n", ":2: x is tied to itself"),
        ("a,b,sign,weight\nx,y,1,-3\n", ":2: the weight is '-3'"),
        ("a,b,sign\nx\n", ":2: a or b is empty"),
        ('a,b,sign\nx,"y,1\n', "cannot be read"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(edges, text, message):
    ended = run("network", "--edges", edges(text))
    assert isinstance(ended.exception, UsageError)
    assert message in str(ended.exception)


def test_json_has_what_is_asked_of_it(edges):
    ended = run("network", "--edges", edges("a,b,sign\nx,y,1\ny,z,1\nx,z,-1\n"), "--format", "json")
    found = json.loads(ended.stdout)
    for key in ("nodes", "edges", "line_index", "proved", "bound", "camps", "frustrated_edges"):
        assert key in found
    assert (found["line_index"], found["proved"], found["bound"]) == (1, True, 1)
    assert found["triads"]["frustrated"] == [["x", "y", "z"]]


HOSTILE = '<script>alert(1)</script>&"\x07'


@pytest.fixture
def hostile():
    signed = SignedGraph([Tie.between("a", "b", 1), Tie.between("a", HOSTILE, -1)])
    rows = [stance("p1", "a", "b", 1, words=HOSTILE, title=HOSTILE)]
    found = relations_of(rows, Selection())
    return analyse(signed, Questions(), names={"b": HOSTILE}, found=found)


def test_no_name_or_quote_becomes_markup(hostile):
    for text in (network_svg(hostile), network_page(hostile), graphml(hostile)):
        assert "<script" not in text
        assert "\x07" not in text
    ET.fromstring(network_svg(hostile))
    root = ET.fromstring(graphml(hostile))
    assert len(root.findall(".//{*}node")) == 3
    assert len(root.findall(".//{*}edge")) == 2


def test_the_picture_puts_no_two_actors_in_one_place_and_each_camp_in_its_column():
    ties = [Tie.between("a", x, -1) for x in "bcde"] + [Tie.between("f", "g", 1)]
    found = analyse(SignedGraph(ties), Questions(draws=0))
    root = ET.fromstring(network_svg(found))
    places = [(c.get("cx"), c.get("cy")) for c in root.iter("{http://www.w3.org/2000/svg}circle")]
    assert len(set(places)) == len(places) == 7
    assert len({x for x, _ in places}) == 3  # two camps of the first block, one of the second


def test_what_is_counted_is_told():
    rows = [replace(stance("p1", "a", "b", 1), date="2019-01-01", issue_key="dam:a")]
    found = relations_of(rows, Selection(half_life=30))
    asked = {"half_life": 30.0, "roll_up": True, "realis": ["actual"], "issue": "dam:a"}
    shown = analyse(found.graph(), Questions(draws=0), found=found, counted=asked)
    table = " ".join(network_table(shown).split())
    assert shown["counted"]["today"] == "2019-01-01"
    assert "on the issue dam:a" in table
    assert "half as much after 30 days without a row; back from 2019-01-01" in table
    assert "actors under what they are part of" in table
    assert shown["edges"][0]["kinds"] == ["support"]


def test_the_sign_is_line_style_as_well_as_colour(hostile):
    picture = network_svg(hostile)
    assert 'class="tie for"' in picture
    assert 'class="tie against"' in picture
    assert "stroke-dasharray" in picture


def test_every_tie_of_the_page_leads_to_its_words(hostile):
    text = network_page(hostile)
    for number in range(len(hostile["edges"])):
        assert f'href="#tie-{number}"' in text
        assert f'id="tie-{number}"' in text


def test_ties_of_a_file_have_no_empty_place_for_words():
    found = analyse(SignedGraph([Tie("x", "y", 1, 1.0)]), Questions(draws=0))
    page = network_page(found)
    assert 'class="tie for"' in page
    assert "#tie-" not in page
    assert "<section" not in page


def test_a_mixed_pair_is_drawn_dotted_and_leads_to_its_words():
    rows = [stance("p1", "a", "b", 1, issue="the dam"), stance("p2", "b", "a", -1)]
    found = relations_of([*rows, stance("p3", "a", "c", 1)], Selection())
    shown = analyse(found.graph(), Questions(draws=0), names=found.names, found=found)
    page = network_page(shown)
    assert 'class="tie both"' in network_svg(shown)
    assert 'href="#mixed-0"' in page
    assert 'id="mixed-0"' in page
    assert "on the dam" in page


def test_an_undecided_tie_is_pale(hostile):
    edges = [{**edge, "decided": False} for edge in hostile["edges"]]
    assert 'class="tie for open"' in network_svg({**hostile, "edges": edges})


@pytest.mark.parametrize(
    ("lines", "filters", "message"),
    [
        ("a,b,sign", (), "no edge is under the header"),
        ("a,b,sign,date\nx,y,1,2031-05-06", ("--since", "2032"), "none of its 1 edges is of that"),
    ],
)
def test_a_file_without_an_edge_is_no_network(tmp_path, lines, filters, message):
    path = tmp_path / "edges.csv"
    path.write_text(lines + "\n", "utf-8")
    with pytest.raises(UsageError, match=message):
        raise run("network", "--edges", str(path), *filters).exception
