"""A record as JSON: the contract's fields in its order, lossless, and valid by its own schema."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dragoman.errors import SourceError
from dragoman.record import CodedWith, Record, Report
from dragoman.render.json import from_json, schema, to_json, to_plain
from rows import made_up

CONTRACT = {  # DESIGN section 4, in its order
    "Record": "report mentions actors affiliations times statements events positions coded_with"
    " problem",
    "Report": "id source url outlet title standfirst byline agencies language text published"
    " updated parts fetched revision_of translation_of furniture origin raw_sha256",
    "Moment": "value instant printed signal",
    "Part": "start end label",
    "Fetched": "at warc_file warc_offset record_id",
    "Translation": "text language",
    "Furniture": "start end quote label",
    "Origin": "start end source_start source_end",
    "Span": "start end quote",
    "Role": "actor name span antecedent rule",
    "Mention": "id span actor kind rule",
    "Actor": "id name kind country sector part_of wikidata known",
    "Affiliation": "id person office body when evidence said_in rule",
    "Time": "id span value type anchor",
    "Statement": "id speaker on_behalf_of via cue content mode act inside about when score rule",
    "Event": "id type mode contexts quad intensity source target trigger clause evidence when where"
    " quantities realis realis_span background said_in echoes score rule",
    "When": "value not_before not_after basis",
    "Where": "name country lat lon precision span",
    "Quantity": "kind low high unit span",
    "Position": "id holder target sign kind symmetric issue issue_key against realis said_in echoes"
    " when evidence score rule",
    "CodedWith": "dragoman tables model profile statements",
    "Model": "name version hash",
    "Problem": "stage message",
}
ADDED = {
    "Role": ["mention"],
    "Mention": ["name", "antecedent"],
    "Actor": ["country_span", "part_of_span", "sector_span"],
    "Affiliation": ["tenure", "tenure_span"],
    "Statement": ["echoes"],
    "CodedWith": ["events"],
}
RELAXED = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def bare_record(text: str) -> Record:
    report = Report(Report.id_of(None, "a.txt", text), "a.txt", text, "0" * 64)
    return Record(report, (), (), (), (), (), (), (), CodedWith("1", "t", None))


def test_the_schema_is_valid_and_names_every_type():
    Draft202012Validator.check_schema(schema())
    assert set(schema()["$defs"]) == set(CONTRACT)


@pytest.mark.parametrize("name", CONTRACT)
def test_fields_are_those_of_the_contract_in_its_order(name):
    described = schema()["$defs"][name]
    assert list(described["properties"]) == CONTRACT[name].split() + ADDED.get(name, [])
    assert described["required"] == list(described["properties"])
    assert described["description"]
    assert described["additionalProperties"] is False


@RELAXED
@given(made_up(Record))
def test_every_record_reads_back_equal_and_validates(record):
    line = to_json(record)
    assert from_json(line) == record
    assert to_json(from_json(line)) == line
    Draft202012Validator(schema()).validate(json.loads(line))


@RELAXED
@given(st.text(st.characters(categories=None), max_size=8))
def test_any_text_survives_as_one_line_of_valid_utf8(text):
    line = to_json(bare_record(text))
    assert "\n" not in line
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
    assert from_json(line.encode()).report.text == joined


def test_a_lone_surrogate_survives():
    assert from_json(to_json(bare_record("a\ud800b"))).report.text == "a\ud800b"


def test_letters_are_not_escaped():
    assert "Душанбе “yes”" in to_json(bare_record("Душанбе “yes”"))


def test_fields_of_a_later_version_are_passed_over():
    plain = to_plain(bare_record("a")) | {"later": 1}
    assert from_json(json.dumps(plain)) == bare_record("a")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"report": {}}, "report"),
        ({"mentions": 3}, "mentions"),
        ({"mentions": [{}]}, "mentions.0"),
        ({"problem": {"stage": 1, "message": ""}}, "problem.stage"),
    ],
)
def test_what_is_no_record_is_refused_with_its_place(change, place):
    plain = to_plain(bare_record("a")) | change
    with pytest.raises(SourceError, match=f"at {place}:"):
        from_json(json.dumps(plain))


def test_what_is_no_json_is_refused():
    with pytest.raises(SourceError, match="none"):
        from_json("{")
