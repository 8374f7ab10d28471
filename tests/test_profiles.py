"""What one outlet repeats is learned once, and furniture in its reports from then on."""

import json

import pytest

from dragoman import ingest
from dragoman.errors import UsageError
from dragoman.ingest import ReadOptions, learn, load_profile, write_profile
from dragoman.record import Report

NOTE = "Mara Lind covers the border region for the Courier."
CALL = "Letters to the editor reach us at the old address, 12 Quay Street."
WIRE = (
    "Norland and Sudria have been at odds over the river crossing since the spring of last year,"
    " when three soldiers were shot there and the bridge was closed to all traffic by both sides."
)
STORIES = {
    "a": "The ministers of Norland and Sudria met in Ard on Monday to talk about the bridge.",
    "b": "Farmers in the north of Sudria blocked the road to the capital with tractors.",
    "c": "The parliament of Norland passed its budget after a debate of nine hours.",
}


def row(name: str, *lines: str, outlet: str | None = "The Courier") -> str:
    own = [f"{STORIES[name]} {word} of them said no more." for word in ("None", "Some", "Few")]
    text = "\n\n".join((STORIES[name], *own, *lines))
    return json.dumps({"id": name, "text": text, "outlet": outlet})


def written(tmp_path, *rows: str):
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


def reports(file, profile=None) -> dict[str, Report]:
    found = ingest.read(file, options=ReadOptions(profile=profile))
    return {r.source: r for r in found if isinstance(r, Report)}


@pytest.fixture
def profile(tmp_path):
    """The profile of two reports that end in the same two lines and share a wire paragraph."""
    both = (NOTE, CALL, WIRE)
    learned = learn(reports(written(tmp_path, row("a", *both), row("b", *both))).values())
    write_profile(tmp_path / "courier.json", learned)
    return load_profile(tmp_path / "courier.json")


def test_a_line_in_two_reports_of_an_outlet_is_furniture_in_a_third(profile, tmp_path):
    report = reports(written(tmp_path, row("c", NOTE, CALL.replace("12", "14"))), profile)["c"]
    assert [(f.label, f.quote) for f in report.furniture] == [
        ("repeated", NOTE),
        ("repeated", CALL.replace("12", "14")),
    ]
    assert STORIES["c"] in report.text
    assert NOTE not in report.text


def test_long_text_that_two_reports_share_is_no_furniture(profile, tmp_path):
    assert WIRE in reports(written(tmp_path, row("c", WIRE)), profile)["c"].text


def test_another_outlet_may_print_the_same_words(profile, tmp_path):
    report = reports(written(tmp_path, row("c", NOTE, outlet="The Post")), profile)["c"]
    assert NOTE in report.text


def test_a_copy_of_a_report_teaches_nothing(tmp_path):
    told = json.loads(row("a", NOTE))
    same = [json.dumps({**told, "id": name}) for name in ("one", "two")]
    assert learn(reports(written(tmp_path, *same)).values()) == {"The Courier": {}}


def test_pages_that_share_much_furniture_are_no_copies(tmp_path):
    menu = tuple(f"Section {word}" for word in "abcdefghijklmnop")
    learned = learn(reports(written(tmp_path, row("a", *menu), row("b", *menu))).values())
    assert len(learned["The Courier"]) == len(menu)


def test_a_link_to_another_report_of_the_outlet_is_not_learned(tmp_path):
    title = "Norland closes the bridge"
    rows = [json.loads(row(name, title, NOTE)) for name in "ab"]
    own = {**json.loads(row("c")), "title": title}
    file = written(tmp_path, *map(json.dumps, (*rows, own)))
    assert list(learn(reports(file).values())["The Courier"]) == [NOTE.casefold()]


def test_pages_of_an_outlet_lose_what_it_repeats(tmp_path):
    body = "".join(f"<p>{text} {text} {text}</p>" for text in STORIES.values())
    page = (
        f"<html><head><title>Talks</title><meta property='og:site_name' content='The Courier'>"
        f"</head><body><article><h1>Talks</h1>{body}<p>{NOTE}</p></article></body></html>"
    )
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    learned = learn(reports(written(tmp_path, row("a", NOTE, WIRE), row("b", NOTE, WIRE))).values())
    write_profile(tmp_path / "p.json", learned)
    plain = reports(tmp_path / "page.html")
    clean = reports(tmp_path / "page.html", load_profile(tmp_path / "p.json"))
    assert all(NOTE in r.text for r in plain.values())
    assert all(NOTE not in r.text for r in clean.values())
    assert [f.label for r in clean.values() for f in r.furniture if f.quote == NOTE] == ["repeated"]


def test_the_same_reports_give_the_same_bytes(tmp_path):
    file = written(tmp_path, row("a", NOTE), row("b", NOTE))
    for name in ("one", "two"):
        write_profile(tmp_path / name, learn(reports(file).values()))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("words", ["", "[]", '{"outlets": 3}', '{"format": 2, "outlets": {}}'])
def test_a_file_that_is_no_profile_is_refused_with_its_name(tmp_path, words):
    (tmp_path / "p.json").write_text(words, encoding="utf-8")
    with pytest.raises(UsageError, match=r"p\.json: .*(learn)"):
        load_profile(tmp_path / "p.json")


def test_a_profile_that_is_not_there_is_refused_with_its_name(tmp_path):
    with pytest.raises(UsageError, match=r"none\.json: No such file"):
        load_profile(tmp_path / "none.json")
