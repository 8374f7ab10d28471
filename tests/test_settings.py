"""Settings come from a file, the environment and flags, in this order, and say where from."""

import pytest

from dragoman.errors import SettingsError
from dragoman.parse import DEFAULT_MODEL
from dragoman.settings import Settings, load_settings


def test_without_anything_the_defaults_hold(tmp_path):
    resolved = load_settings(tmp_path, {})
    assert resolved.settings == Settings()
    assert set(resolved.origin.values()) == {"default"}


def test_the_default_model_is_the_one_the_parser_pins():
    assert Settings().model == DEFAULT_MODEL


def test_flags_win_over_variables_and_variables_over_the_file(tmp_path):
    file = tmp_path / "dragoman.toml"
    file.write_text('record = "a.db"\nmodel = "of_file"\nmin_score = 0.1\n')
    environment = {"DRAGOMAN_MODEL": "of_variable", "DRAGOMAN_MIN_SCORE": "0.2", "HOME": "/"}
    resolved = load_settings(tmp_path, environment, {"min_score": 0.3, "record": None})
    settings = resolved.settings
    assert (settings.record, settings.model, settings.min_score) == ("a.db", "of_variable", 0.3)
    assert resolved.origin["record"] == str(file)
    assert resolved.origin["model"] == "DRAGOMAN_MODEL"
    assert resolved.origin["min_score"] == "--min-score"
    assert resolved.origin["format"] == "default"


def test_the_file_is_found_upwards(tmp_path):
    (tmp_path / "dragoman.toml").write_text('record = "up.db"\n')
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert load_settings(below, {}).settings.record == "up.db"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('recrod = "a"', r"dragoman\.toml: no setting 'recrod' \(did you mean 'record'"),
        ('colour = "a"', r"settings are record, model"),
        ("record = 3", r"dragoman\.toml: record is 3, and a string is wanted"),
        ("min_score = true", r"a number is wanted"),
        ("min_score = 7", r"from 0 to 1"),
        ("min_score = nan", r"from 0 to 1"),
        ('format = "xml"', r"one of text, jsonl, html is wanted"),
        ("record =", r"mend the TOML"),
    ],
)
def test_a_wrong_file_is_named_with_its_remedy(tmp_path, text, message):
    (tmp_path / "dragoman.toml").write_text(text)
    with pytest.raises(SettingsError, match=message):
        load_settings(tmp_path, {})


def test_a_file_that_is_no_text_is_named(tmp_path):
    (tmp_path / "dragoman.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"dragoman\.toml"):
        load_settings(tmp_path, {})


def test_a_wrong_variable_is_named(tmp_path):
    with pytest.raises(SettingsError, match="DRAGOMAN_MIN_SCORE: min_score is 'high'"):
        load_settings(tmp_path, {"DRAGOMAN_MIN_SCORE": "high"})


def test_debug_is_no_setting_and_an_empty_variable_is_not_given(tmp_path):
    environment = {"DRAGOMAN_DEBUG": "1", "DRAGOMAN_RECORD": ""}
    assert load_settings(tmp_path, environment).settings == Settings()
