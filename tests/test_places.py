"""Places: labelled sentences with floors, shared names, and the gazetteer behind them."""

import shutil
import tomllib
from pathlib import Path

import pytest

from dragoman.errors import LexiconError
from dragoman.events.locate import Asked, Clue, locate
from dragoman.lexicon import load_tables
from dragoman.lexicon.check import check_tables
from dragoman.lexicon.load import load_from, tables_folder
from dragoman.lexicon.places import Gazetteer, plain
from dragoman.pipeline import code_doc

DATA = tomllib.loads((Path(__file__).parent / "data" / "places.toml").read_text("utf-8"))
FLOORS, SENTENCES = DATA["floors"], DATA["sentence"]
TABLES = load_tables("en")
PLACES = TABLES.gazetteer


def where_of(parse):
    """Where the last event that has a place was."""
    placed = [event.where for event in code_doc(parse).events if event.where]
    return placed[-1] if placed else None


def read(parsed, sentence):
    where = where_of(parsed(sentence["text"]))
    return (where.span.quote, where.country or "", where.precision) if where else ("", "", "")


def labels(sentence):
    return sentence["words"], sentence["country"], sentence["precision"]


@pytest.mark.parametrize("part", ["seen", "unseen"])
def test_the_labelled_sentences_keep_their_floors(parsed, part):
    some = [s for s in SENTENCES if s.get("unseen", False) == (part == "unseen")]
    found = [(s, read(parsed, s)) for s in some]
    wrong = [f"{s['text']} {got}" for s, got in found if got != labels(s)]
    misplaced = [s["text"] for s, got in found if got[1] not in {"", s["country"]}]
    assert len(some) - len(wrong) >= FLOORS[part]["right"], wrong
    assert len(misplaced) <= FLOORS[part]["in_a_wrong_country"], misplaced


def test_a_third_of_the_labelled_sentences_is_unseen():
    assert len(SENTENCES) >= 80
    assert sum(s.get("unseen", False) for s in SENTENCES) * 3 >= len(SENTENCES)


def test_a_city_has_coordinates_and_its_words(parsed):
    text = "Gunmen killed a judge in Quetta, Pakistan."
    where = where_of(parsed(text))
    assert (where.name, where.country, where.precision) == ("Quetta", "PAK", "city")
    assert (where.lat, where.lon) == (30.18, 67.0)
    assert text[where.span.start : where.span.end] == where.span.quote == "Quetta"


def test_what_happened_near_a_city_has_the_coordinates_of_the_city(parsed):
    where = where_of(parsed("Soldiers shot dead four villagers near Kandahar."))
    assert (where.precision, where.lat, where.lon) == ("near", 31.61, 65.71)


def test_an_older_name_finds_the_capital_of_today(parsed):
    where = where_of(parsed("Police arrested nine protesters in Kiev."))
    assert (where.name, where.country, where.precision) == ("Kyiv", "UKR", "city")


@pytest.mark.parametrize(
    ("text", "country", "precision"),
    [
        ("Libya's coastguard freed two crews. Police arrested six men in Tripoli.", "LBY", "city"),
        ("Lebanon closed two banks. Police arrested six men in Tripoli.", "LBN", "city"),
        ("Atlanta banned the march. Police arrested six men in Georgia.", "USA", "region"),
        ("Tbilisi banned the march. Police arrested six men in Georgia.", "GEO", "country"),
        ("Russia and Syria signed the deal. Police arrested six men in Georgia.", "GEO", "country"),
    ],
)
def test_the_report_decides_which_place_of_a_name_is_meant(parsed, text, country, precision):
    where = where_of(parsed(text))
    assert (where.country, where.precision) == (country, precision)


@pytest.mark.parametrize(
    "text",
    [
        "Washington said that Madison had attacked the plan.",
        "President Carl Valencia spoke. The unions put no trust in Valencia and attacked the plan.",
        "Norway sued the firm in the Court of Appeal.",
        "Serbia recalled its envoy in May.",
        "Serbia ordered an investigation into Burton Holdings.",
        "Norway condemned the raid in a Kremlin statement.",
        "A bomb wounded two Ohio officers.",
    ],
)
def test_persons_bodies_and_months_are_no_places(parsed, text):
    assert where_of(parsed(text)) is None


def asked(name, **more):
    return locate(Asked(name, **more), ((), ()), PLACES)


def test_two_places_of_one_name_stay_open():
    found = asked("Valencia")
    assert (found.country, found.row, found.precision) == (None, None, "unknown")


def test_a_place_with_ten_times_the_people_is_meant():
    assert asked("Boston").country == "USA"
    assert asked("Birmingham").country is None


def test_a_small_namesake_needs_its_country_beside_it():
    clue = Clue("USA", "american", inside=False)
    assert locate(Asked("Moscow"), ((clue,), (clue,)), PLACES).country == "RUS"
    assert asked("Moscow", beside=("USA",)).country == "USA"


def test_a_smaller_city_in_a_country_that_nobody_names_stays_open():
    clue = Clue("GBR", "british", inside=False)
    assert asked("Norfolk").country == "USA"
    assert locate(Asked("Norfolk"), ((), (clue,)), PLACES).country is None


@pytest.mark.parametrize(("name", "precision"), [("Delaware", "region"), ("Aleppo", "city")])
def test_a_region_hides_only_towns_outside_it(name, precision):
    assert asked(name).precision == precision


def test_the_sentence_goes_before_the_report():
    spain, venezuela = (Clue(c, c.lower(), inside=False) for c in ("ESP", "VEN"))
    assert locate(Asked("Valencia"), ((spain,), (venezuela, spain)), PLACES).country == "ESP"
    assert locate(Asked("Valencia"), ((), (spain, venezuela)), PLACES).country is None


def test_the_gazetteer_is_read_when_a_place_is_asked_for(parsed):
    tables = load_from.__wrapped__("en", tables_folder())
    code_doc(parsed("Norway condemned Serbia."), tables=tables)
    assert "_lines" not in vars(tables.gazetteer)
    code_doc(parsed("Gunmen killed a judge in Quetta, Pakistan."), tables=tables)
    assert "_lines" in vars(tables.gazetteer)


@pytest.mark.parametrize(
    ("words", "compared"),
    [("São Tomé", "sao tome"), ("Saint-Étienne", "saint etienne"), ("Sana'a", "sanaa"),
     ("Sana’a", "sanaa"), ("Łódź", "lodz"), ("İzmir", "izmir"), ("", "")],
)  # fmt: skip
def test_names_are_compared_in_plain_letters(words, compared):
    assert plain(words) == compared


def test_accents_do_not_matter():
    assert PLACES.named("Bogotá") == PLACES.named("Bogota") != ()
    assert PLACES.named("Nowhere at all") == ()


def test_a_changed_gazetteer_makes_another_digest(tmp_path):
    shutil.copytree(tables_folder(), tmp_path / "tables")
    file = tmp_path / "tables" / "shared" / "places" / "gazetteer.csv"
    file.write_text(file.read_text("utf-8") + "1,Veldt,,,NOR,city,60.00,5.00,30000\n", "utf-8")
    tables = load_tables("en", tmp_path / "tables")
    assert tables.digest != TABLES.digest
    assert [row.country for row in tables.gazetteer.named("Veldt")] == ["NOR"]


def test_a_file_with_other_columns_is_refused(tmp_path):
    file = tmp_path / "gazetteer.csv"
    file.write_text("name,country\nVeldt,NOR\n", "utf-8")
    with pytest.raises(LexiconError, match=r"gazetteer\.csv.*unknown columns"):
        Gazetteer(file).named("Veldt")


def test_tables_without_a_gazetteer_know_no_places():
    assert Gazetteer().named("Oslo") == ()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("1,Veldt,,,Norway,city,60.00,5.00,30000", "country 'Norway'"),
        ("1,Veldt,,,NOR,town,60.00,5.00,30000", "kind 'town'"),
        ("1,Veldt,,,NOR,city,95.00,5.00,30000", "lat of a city: 95.0"),
        ("NOR.veldt,Veldt,,,NOR,region,60.00,5.00,0", "lat of a region: 60.0"),
        ("1,Véldt,velt,,NOR,city,60.00,5.00,30000", "plain 'velt'"),
    ],
)
def test_the_check_finds_faults_of_a_place(tmp_path, row, message):
    shutil.copytree(tables_folder(), tmp_path / "tables")
    file = tmp_path / "tables" / "shared" / "places" / "gazetteer.csv"
    header = file.read_text("utf-8").partition("\n")[0]
    file.write_text(f"{header}\n{row}\n", "utf-8")
    findings, _ = check_tables("en", tmp_path / "tables")
    assert [f.message for f in findings if message in f.message and f.line == 2]
