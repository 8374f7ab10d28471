"""A report in a language that is not coded keeps its text, its date and whom it names."""

import json
from dataclasses import replace

import pytest

from dragoman import ingest
from dragoman.actors import find_names
from dragoman.ingest.plain import Given, report_of
from dragoman.lexicon import load_tables
from dragoman.pipeline import code
from dragoman.record import Report, Translation

TABLES = load_tables("en")
FRENCH = (
    "Le Hamas et le Hezbollah ont rejeté lundi la proposition que leur avait soumise"
    " Antony Blinken lors de sa visite à Doha. Le ministre des affaires étrangères de Norvège"
    " a dit que son pays continuerait de parler à toutes les parties, et surtout au Hamas."
)


def report(text: str) -> Report:
    found = report_of(text, Given("fr.txt", "0" * 64, language="fr"), TABLES)
    assert isinstance(found, Report)
    return found


def test_names_that_the_tables_hold_are_found_with_their_places():
    mentions, actors = find_names(report(FRENCH), TABLES)
    named = [(m.span.quote, m.actor) for m in mentions]
    assert named[:3] == [
        ("Hamas", "hamas"),
        ("Hezbollah", "hezbollah"),
        ("Antony Blinken", "antony-blinken"),
    ]
    assert [m.span.quote for m in mentions] == [FRENCH[m.span.start : m.span.end] for m in mentions]
    assert {a.id for a in actors} == {m.actor for m in mentions}


@pytest.mark.parametrize(
    ("language", "text", "named"),
    [
        ("fr", "La Russie et les États-Unis, mais ni la Russienne ni la Grenade.",
         [("Russie", "RUS"), ("États-Unis", "USA")]),
        ("ru", "Россия и Турция подписали соглашение; россияне ждут.",
         [("Россия", "RUS"), ("Турция", "TUR")]),
        ("uk", "Україна закликала Європейський Союз.",
         [("Україна", "UKR"), ("Європейський Союз", "eu")]),
        ("ar", "قالت روسيا وسوريا إن لبنان رفض، وبسوريا قتلى.",
         [("روسيا", "RUS"), ("سوريا", "SYR"), ("لبنان", "LBN"), ("سوريا", "SYR")]),
        ("fa", "ایران و روسیه در سوریه", [("ایران", "IRN"), ("روسیه", "RUS"), ("سوریه", "SYR")]),
        ("he", "רוסיה והאיחוד האירופי גינו את איראן.",
         [("רוסיה", "RUS"), ("האיחוד האירופי", "eu"), ("איראן", "IRN")]),
        ("de", "Nordkorea droht Südkorea.", [("Nordkorea", "PRK"), ("Südkorea", "KOR")]),
        ("xx", "Россия и Турция", []),
    ],
)  # fmt: skip
def test_states_are_found_by_their_names_in_the_language_of_the_report(language, text, named):
    mentions, _ = find_names(replace(report(text), language=language), TABLES)
    assert [(m.span.quote, m.actor) for m in mentions] == named


def test_names_that_are_other_words_of_their_language_are_left_out():
    left_out = {("ar", "MLI"), ("pl", "TCD"), ("fr", "MUS")}
    assert not left_out & {(row.language, row.id) for row in TABLES.native_names}


def test_a_name_within_a_word_or_in_small_letters_is_none():
    mentions, _ = find_names(report("Les hamassistes, le hamas et Hamasland."), TABLES)
    assert mentions == ()


def test_the_record_says_that_the_language_is_not_coded_and_whom_the_report_names():
    (record,) = code([report(FRENCH)], tables=TABLES)
    assert record.problem is not None
    assert record.problem.message.startswith("language fr is not coded yet")
    assert record.report.text == FRENCH
    assert {"hamas", "hezbollah"} <= {actor.id for actor in record.actors}
    assert not record.events


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"text": "Guten Tag.", "language": "de-AT"}, Translation("Guten Tag.", "de")),
        ({"text": "Guten Tag."}, Translation("Guten Tag.")),
        ("Guten Tag.", Translation("Guten Tag.")),
        (None, None),
    ],
)
def test_a_row_may_carry_what_it_was_translated_from(tmp_path, given, kept):
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps({"id": "a", "text": "Good day.", "translation_of": given}))
    (found,) = ingest.read(file)
    assert isinstance(found, Report)
    assert found.translation_of == kept


def test_a_translation_that_is_no_text_sets_the_row_aside(tmp_path):
    file = tmp_path / "rows.jsonl"
    file.write_text(json.dumps({"id": "a", "text": "Good day.", "translation_of": [1]}))
    (found,) = ingest.read(file)
    assert isinstance(found, ingest.Failure)
    assert "translation_of is no string" in found.message
