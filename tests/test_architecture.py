"""The walls of the house: import layers, a light door, the pinned model, tables that are used."""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import dragoman
import norland
from dragoman.doctor import PINNED
from dragoman.lexicon import load_tables
from dragoman.lexicon.check import SLOT_WORDS
from dragoman.lexicon.load import table_files, tables_folder
from dragoman.parse import DEFAULT_MODEL, describe_model, model_folder
from dragoman.store import Writer

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "dragoman"
HEAVY = {"spacy", "thinc", "numpy", "pyarrow", "trafilatura", "lxml", "typer", "rich"}
WEIGHTS = {  # as recorded when the model was chosen; ner, parser and tok2vec make every parse
    "ner": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
    "parser": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
    "tok2vec": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
}


def loaded_by(code):
    """The packages that a fresh interpreter has loaded after some code."""
    script = f"import sys\n{code}\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(ended.stdout.split())


def test_imports_run_one_way_and_siblings_are_independent():
    # in a process of its own: the linter switches off every logger it finds
    linter = Path(sys.executable).with_name("lint-imports")
    ended = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


def test_the_door_is_light():
    assert loaded_by("import dragoman") & (HEAVY | {"sqlite3"}) == set()


def test_reading_a_stored_record_loads_no_model(tmp_path):
    path = tmp_path / "r.db"
    with Writer(path, "2020-01-01T00:00:00Z") as writer:
        writer.write([norland.record()])
    code = f"""
import dragoman
with dragoman.open({str(path)!r}) as record:
    (one,) = record.records()
    assert one.statements and record.events() and record.positions()
"""
    assert loaded_by(code) & HEAVY == set()


def test_the_command_line_is_light_until_there_is_work():
    assert loaded_by("import dragoman.cli") & (HEAVY - {"typer", "rich"} | {"sqlite3"}) == set()


def test_every_public_name_is_there_and_no_other():
    for name in dragoman.__all__:
        assert getattr(dragoman, name) is not None
    assert set(dragoman.HOMES) | {"__version__"} == set(dragoman.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = dragoman.nothing


@pytest.mark.parametrize("part", WEIGHTS)
def test_the_model_is_the_one_that_was_chosen(part):
    weights = model_folder(DEFAULT_MODEL) / part / "model"
    assert hashlib.sha256(weights.read_bytes()).hexdigest() == WEIGHTS[part]


def test_doctor_knows_the_pinned_model():
    assert describe_model(DEFAULT_MODEL).hash == PINNED


def test_the_version_is_the_packages():
    assert f'\nversion = "{dragoman.__version__}"\n' in (ROOT / "pyproject.toml").read_text()


def test_every_word_list_is_asked_for():
    code = "".join(file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py"))
    tables = "".join(
        file.read_text(encoding="utf-8")
        for file in table_files(tables_folder(), "en")
        if file.suffix == ".toml"
    )
    asked = set(re.findall(r"@([\w.-]+)", tables)) | {SLOT_WORDS}
    named = set(re.findall(r"""["']([\w.-]+)["']""", code))
    stems = {name for name in named if name.endswith(("_", "."))}  # "context_" asks for a family
    stems |= set(re.findall(r"""["']([\w.-]+[._-])\{""", code))
    unasked = set(load_tables().lists) - asked - named
    assert [n for n in sorted(unasked) if not any(n.startswith(stem) for stem in stems)] == []


def test_make_help_lists_what_a_person_runs():
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in ("demo", "test", "check", "soak", "bench", "peers", "fix", "lock"):
        assert f"make {target} " in shown.stdout
