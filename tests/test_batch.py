"""Many reports come out as one by one, whoever works and whatever ends on the way."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import dragoman
from batch_tasks import POISON
from dragoman import ingest
from dragoman.batch import Account, Folder, Job, Setup, code_with, fold, local
from dragoman.batch.executor import ALLOWANCE
from dragoman.batch.part import Part
from dragoman.batch.plan import Planning, opened, plan, size_of
from dragoman.batch.run import Run
from dragoman.batch.storage import PART
from dragoman.batch.work import examples, work
from dragoman.cli import app
from dragoman.errors import BatchError, UsageError
from dragoman.ingest import Failure, ReadOptions
from dragoman.ingest.opening import Opening
from dragoman.lexicon import load_tables
from dragoman.parse import DEFAULT_MODEL, describe_model
from dragoman.pipeline import code, made_by
from dragoman.settings import Settings
from dragoman.store import Writer, open_record
from dragoman.workers import Workers
from test_ingest_archive import article, packed, record

STARTED = "2031-05-06T00:00:00Z"
TEXTS = [
    "Norland's foreign minister met the president of Sudria in Geneva on Monday.",
    "The government of France condemned the attack on Thursday and promised help.",
    "\u201cWe will not sign,\u201d the prime minister of Norland said. Sudria called it a threat.",
    "China and Russia oppose new sanctions against Iran, diplomats said in Vienna.",
    "Police arrested forty people after a protest in Paris against the reform.",
    "Germany will send tanks to Ukraine, the chancellor told parliament in Berlin.",
]
runner = CliRunner()


def never():
    return False


def job(sources, out, **more):
    return Job([str(source) for source in sources], Settings(), ReadOptions(), str(out), **more)


def ran(made, executor):
    return sum((done.account for done in made.run(executor, never)), Account())


def hashes(folder):
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in Path(folder).iterdir()
    }


def lines(path, texts):
    rows = (
        json.dumps({"id": f"row-{at}", "text": text, "published": "2031-05-06"})
        for at, text in enumerate(texts)
    )
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def folded(folder, record):
    with Writer(record, STARTED) as writer:
        return sum(new for _, _, new in fold(Folder(str(folder)), writer))


def records(path):
    with open_record(path) as record:
        return {one.report.id: one for one in record.records()}


@pytest.fixture(scope="module")
def executor():
    """Two processes that serve all tests of this module."""
    with local(setup_of(), 2) as workers:
        yield workers


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """A folder of all kinds of sources, some of which hold no report that can be coded."""
    folder = tmp_path_factory.mktemp("sources")
    for name in ("leopard-tanks.html", "navalny-sanctions.txt", "geneva-summit.txt"):
        shutil.copy(Path(__file__).parents[1] / "examples" / "reports" / name, folder)
    lines(folder / "rows.jsonl", TEXTS)
    with (folder / "rows.jsonl").open("a", encoding="utf-8") as out:
        out.write("no row\n")
        foreign = "Der Bundeskanzler hat am Montag in Berlin den Präsidenten getroffen. " * 3
        out.write(json.dumps({"id": "german", "text": foreign}) + "\n")
    cells = "\n".join(f'{at},"{text}"' for at, text in enumerate(TEXTS[:2]))
    (folder / "table.csv").write_text(f"id,text\n{cells}\n", encoding="utf-8")
    (folder / "empty.txt").write_text("")
    return folder


# --- cutting ------------------------------------------------------------------------------------


def setup_of():
    model, tables = describe_model(DEFAULT_MODEL), load_tables()
    return Setup.of(Settings(), ReadOptions(), made_by(model, tables))


def shards_of(sources, folder="parts", size=200, mine=(1, 1)):
    made = Planning(setup_of(), load_tables(), str(folder), size)
    return list(plan([str(source) for source in sources], made, mine))


def test_a_file_of_lines_is_cut_at_line_ends_and_nothing_is_lost(tmp_path):
    path = lines(tmp_path / "rows.jsonl", TEXTS * 5)
    pieces = [piece for shard in shards_of([path], str(tmp_path)) for piece in shard.pieces]
    assert len(pieces) > 5
    data = path.read_bytes()
    assert b"".join(data[piece.start : piece.end] for piece in pieces) == data
    assert all(data[: piece.start].count(b"\n") == piece.before for piece in pieces)


def test_names_are_of_content_setup_and_place_and_sort_in_order(tmp_path):
    path = lines(tmp_path / "rows.jsonl", TEXTS * 5)
    names = [shard.name for shard in shards_of([path], str(tmp_path))]
    assert names == sorted(set(names))
    assert names == [shard.name for shard in shards_of([path], str(tmp_path))]
    lines(path, [*TEXTS * 4, *TEXTS[:5], "Something else was said."])
    again = [shard.name for shard in shards_of([path], str(tmp_path))]
    assert again[:-2] == names[:-2]
    assert again[-1] != names[-1]


@pytest.mark.parametrize(
    ("source", "parts"),
    [("{}", "{}/parts"), ("{}/", "{}/deep/parts"), ("file://{}", "file://{}/parts/")],
)
def test_parts_within_a_source_are_no_source(tmp_path, source, parts):
    lines(tmp_path / "rows.jsonl", TEXTS)
    lines(tmp_path / "partsmen.jsonl", TEXTS[:1])
    source, parts = source.format(tmp_path), parts.format(tmp_path)
    before = [shard.name for shard in shards_of([source], parts)]
    job([source], parts)
    Folder(parts).write(f"one{PART}", b"PAR1")
    assert [shard.name for shard in shards_of([source], parts)] == before
    assert size_of([source], parts) == sum(path.stat().st_size for path in tmp_path.glob("*.jsonl"))


def test_another_setup_gives_other_names(tmp_path):
    path = lines(tmp_path / "rows.jsonl", TEXTS)
    setup = setup_of()
    other = replace(setup, made=replace(setup.made, tables="others"))
    names = [
        [shard.name for shard in plan([str(path)], Planning(each, load_tables(), ""))]
        for each in (setup, other)
    ]
    assert names[0] != names[1]


def test_small_files_go_together_in_the_order_of_their_names(tmp_path):
    for at in range(500):
        (tmp_path / f"{at:03}.txt").write_text(f"Report {at}.")
    shards = shards_of([tmp_path], size=1_000_000)
    assert [len(shard.pieces) for shard in shards] == [200, 200, 100]
    assert [piece.name for shard in shards for piece in shard.pieces] == sorted(
        f"{at:03}.txt" for at in range(500)
    )


def test_shares_are_apart_and_together_all(tmp_path):
    path = lines(tmp_path / "rows.jsonl", TEXTS * 5)
    every = [shard.name for shard in shards_of([path])]
    shares = [[shard.name for shard in shards_of([path], mine=(i, 3))] for i in (1, 2, 3)]
    assert sorted(name for share in shares for name in share) == every
    assert all(shares)


@pytest.mark.parametrize("suffix", [".warc.gz", ".warc"])
def test_pieces_of_an_archive_give_its_pages(tmp_path, suffix):
    records = [
        record(article(f"the {at}th quay"), url=f"https://courier.example/{at}", name=str(at))
        for at in range(30)
    ]
    path = tmp_path / f"crawl{suffix}"
    path.write_bytes(packed(*records) if suffix.endswith("gz") else b"".join(records))
    shards = shards_of([path], size=100)
    assert (len(shards) > 3) == suffix.endswith("gz")
    options, found = ReadOptions(), []
    for piece in (piece for shard in shards for piece in shard.pieces):
        with path.open("rb") as stream:
            some = opened(piece, stream, Opening(options.limits))
            found += ingest.read_streams(some, options=options, tables=load_tables())
    whole = list(ingest.read(path))
    assert [(one.url, one.text, one.fetched.record_id) for one in found] == [
        (one.url, one.text, one.fetched.record_id) for one in whole
    ]
    assert [one.fetched.warc_offset for one in found] == [one.fetched.warc_offset for one in whole]
    assert len({one.source for one in found}) == 30


# --- running ------------------------------------------------------------------------------------


@pytest.mark.model
def test_every_source_is_coded_as_one_by_one_and_the_account_adds_up(
    tmp_path, sources, executor, parser
):
    account = ran(job([sources], tmp_path / "parts", size=300), executor)
    found = list(ingest.read(sources))
    expected = list(code(found, parser=parser))
    assert account.read == len(found) == 14
    assert (account.refused, account.other_language, account.failed) == (2, 1, 0)
    assert account.coded == account.read - 3
    assert folded(tmp_path / "parts", tmp_path / "r.db") == 14
    assert records(tmp_path / "r.db") == {one.report.id: one for one in expected}


@pytest.mark.model
def test_a_run_goes_on_where_it_was_and_shares_add_up_to_the_same_bytes(
    tmp_path, sources, executor
):
    whole = ran(job([sources], tmp_path / "whole", size=300), executor)
    expected = hashes(tmp_path / "whole")
    for name in sorted(expected)[1::2]:
        (tmp_path / "whole" / name).unlink()
    (tmp_path / "whole" / ".half.parquet.1.aside").write_bytes(b"left by a run that was killed")
    done = list(job([sources], tmp_path / "whole", size=300).run(executor, never))
    assert sum((one.account for one in done), Account()) == whole
    assert {one.there for one in done} == {True, False}
    assert hashes(tmp_path / "whole") == expected
    shares = [
        ran(job([sources], tmp_path / "shares", size=300, mine=(i, 2)), executor) for i in (1, 2)
    ]
    assert sum(shares, Account()) == whole
    folded(tmp_path / "whole", tmp_path / "whole.db")
    folded(tmp_path / "shares", tmp_path / "shares.db")
    assert records(tmp_path / "whole.db") == records(tmp_path / "shares.db")


@pytest.mark.model
def test_folding_again_or_more_adds_what_is_new(tmp_path, executor):
    path = lines(tmp_path / "rows.jsonl", TEXTS[:3])
    ran(job([path], tmp_path / "parts"), executor)
    assert folded(tmp_path / "parts", tmp_path / "r.db") == 3
    assert folded(tmp_path / "parts", tmp_path / "r.db") == 0
    ran(job([lines(tmp_path / "more.jsonl", TEXTS)], tmp_path / "parts"), executor)
    assert folded(tmp_path / "parts", tmp_path / "r.db") == 3


@pytest.mark.model
def test_a_poisonous_report_is_set_aside_and_no_other(tmp_path):
    texts = [TEXTS[0], f"{POISON} {TEXTS[1]}", TEXTS[2]]
    made = job([lines(tmp_path / "rows.jsonl", texts)], tmp_path / "parts", size=10_000)
    with Workers("batch_tasks:poisoned", made.setup, allowance=ALLOWANCE) as poisoned:
        account = ran(made, poisoned)
    assert (account.read, account.failed, account.coded) == (3, 1, 2)
    folded(tmp_path / "parts", tmp_path / "r.db")
    (problem,) = [one.problem for one in records(tmp_path / "r.db").values() if one.problem]
    assert problem.stage == "batch"
    assert "exit code 7" in problem.message


@pytest.mark.model
def test_a_worker_that_is_killed_is_replaced(tmp_path, executor):
    path = lines(tmp_path / "rows.jsonl", TEXTS * 2)
    ran(job([path], tmp_path / "undisturbed", size=300), executor)
    made = job([path], tmp_path / "parts", size=300)
    with Workers("batch_tasks:slow", made.setup, allowance=ALLOWANCE) as workers:
        accounts = []
        for at, done in enumerate(made.run(workers, never)):
            accounts.append(done.account)
            if at == 0:
                workers.all[0].process.kill()
    assert sum(accounts, Account()).coded == 12
    assert hashes(tmp_path / "parts") == hashes(tmp_path / "undisturbed")


@pytest.mark.model
def test_once_stopped_nothing_more_is_begun_and_what_is_there_is_whole(tmp_path, executor):
    path = lines(tmp_path / "rows.jsonl", TEXTS * 4)
    done = []
    run = job([path], tmp_path / "parts", size=200).run(executor, lambda: bool(done))
    done.extend(iter(run))
    parts = Folder(str(tmp_path / "parts")).parts()
    assert 1 <= len(done) == len(parts) < len(shards_of([path], str(tmp_path)))
    assert ran(job([path], tmp_path / "parts", size=200), executor).coded == 24


@pytest.mark.model
def test_what_a_worker_reads_before_it_begins_has_something_for_every_stage(parser):
    tables = load_tables()
    (record,) = code([examples(tables)], parser=parser, tables=tables)
    assert record.problem is None
    for rows in ("times", "mentions", "statements", "events", "positions"):
        assert getattr(record, rows), rows


@pytest.mark.model
def test_reports_come_back_in_order_as_records(executor, parser, tmp_path):
    reports = [*ingest.read(lines(tmp_path / "rows.jsonl", TEXTS * 6)), Failure("x", "none", "")]
    assert list(code_with(reports, executor)) == list(code(reports, parser=parser))


@pytest.mark.model
def test_a_poisonous_report_that_is_to_come_back_comes_back_with_the_reason(tmp_path):
    texts = [TEXTS[0], f"{POISON} {TEXTS[1]}", TEXTS[2]]
    reports = list(ingest.read(lines(tmp_path / "rows.jsonl", texts)))
    with Workers("batch_tasks:poisoned", setup_of(), allowance=ALLOWANCE) as poisoned:
        problems = [record.problem for record in code_with(reports, poisoned)]
    assert [problem is None for problem in problems] == [True, False, True]


@pytest.mark.model
def test_reports_of_a_shard_that_cannot_be_read_are_told_one_by_one(tmp_path, executor):
    rows = json.dumps([{"id": f"row-{at}", "text": text} for at, text in enumerate(TEXTS)])
    (tmp_path / "rows.json").write_text(rows, encoding="utf-8")
    (shard,) = shards_of([tmp_path / "rows.json"], tmp_path, size=10_000)
    assert len(shard.reports) == len(TEXTS)
    lost = replace(shard, unreadable="set aside: no reason at all")
    account = executor.submit(lost, ALLOWANCE).result()
    assert (account.read, account.refused) == (len(TEXTS), len(TEXTS))


def test_who_stops_while_all_parts_are_there_is_heard(tmp_path):
    path = lines(tmp_path / "rows.jsonl", TEXTS * 4)
    folder, asked = Folder(str(tmp_path)), []
    for shard in shards_of([path], size=200):
        folder.write(shard.name + PART, Part(setup_of().made).bytes(Account()))
    run = Run(None, folder, lambda: len(asked) > 1)
    asked.extend(iter(run.accounts(shards_of([path], size=200))))
    assert len(asked) == 2


class Here:
    """An executor in this process, which alone sees what lies in its memory."""

    places = 1

    def __init__(self, setup):
        self.setup = setup

    def submit(self, task, _allowance):
        done = Future()
        done.set_result(work(task, self.setup))
        return done


@pytest.mark.model
def test_reports_and_parts_may_lie_in_memory(tmp_path, executor):
    system = pytest.importorskip("fsspec").filesystem("memory")
    path = lines(tmp_path / "rows.jsonl", TEXTS)
    system.pipe({"/news/rows.jsonl": path.read_bytes()})
    made = job(["memory://news"], "memory://made", size=300)
    assert ran(made, Here(made.setup)).coded == len(TEXTS)
    ran(job([tmp_path], f"file://{tmp_path}/parts", size=300), executor)
    there = {name.rpartition("/")[2]: system.cat(name) for name in system.ls("/made", detail=False)}
    assert there == {file.name: file.read_bytes() for file in (tmp_path / "parts").iterdir()}
    again = job(["memory://news"], "memory://made", size=300)
    assert all(done.there for done in again.run(None, never))


@pytest.mark.model
def test_a_worker_with_other_tables_does_not_begin(tmp_path):
    made = job([lines(tmp_path / "rows.jsonl", TEXTS)], tmp_path / "parts")
    setup = replace(made.setup, made=replace(made.setup.made, tables="others"))
    with local(setup, 1) as workers, pytest.raises(BatchError, match="has other tables"):
        ran(made, workers)
    assert Folder(str(tmp_path / "parts")).parts() == []


@pytest.mark.model
def test_a_source_that_changes_on_the_way_ends_the_run(tmp_path, executor):
    path = lines(tmp_path / "rows.jsonl", TEXTS)
    (shard,) = shards_of([path], str(tmp_path), size=10_000)
    path.write_bytes(path.read_bytes().replace(b"France", b"Norway"))
    fault = executor.submit(shard, ALLOWANCE).result()
    assert "changed while the batch ran" in fault.words


def test_parts_of_other_versions_are_not_mixed(tmp_path):
    job([], tmp_path)
    manifest = tmp_path / "batch.json"
    manifest.write_text(manifest.read_text().replace('"dragoman": "', '"dragoman": "0.0-'))
    with pytest.raises(UsageError, match=r"other versions of dragoman \(name another folder"):
        job([], tmp_path)
    rules = replace(Settings(), engine="rules")
    Job([], Settings(), ReadOptions(), str(tmp_path / "own"))
    with pytest.raises(UsageError, match="made with other statements, events"):
        Job([], rules, ReadOptions(), str(tmp_path / "own"))


# --- the command --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rows.jsonl", "--shard", "4/3"], "I/N is wanted"),
        (["rows.jsonl", "--shard", "first"], "I/N is wanted"),
        (["nowhere.jsonl"], "no such file"),
    ],
)
def test_what_cannot_be_asked_is_said(tmp_path, arguments, words):
    lines(tmp_path / "rows.jsonl", TEXTS)
    found = [str(tmp_path / arguments[0]), *arguments[1:], "--out", str(tmp_path / "parts")]
    result = runner.invoke(app, ["batch", *found])
    assert isinstance(result.exception, UsageError)
    assert words in str(result.exception)


def test_folding_what_is_no_part_says_so(tmp_path):
    (tmp_path / "parts").mkdir()
    for folder, words in (("parts", "no parts here"), ("none", "no such folder")):
        asked = ["fold", str(tmp_path / folder), "--record", str(tmp_path / "r.db")]
        assert words in str(runner.invoke(app, asked).exception)
    (tmp_path / "parts" / f"x{PART}").write_bytes(b"PAR1")
    asked = ["fold", str(tmp_path / "parts"), "--record", str(tmp_path / "r.db")]
    assert "no Parquet file" in str(runner.invoke(app, asked).exception)


def begun(source, out):
    """The command, begun in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "dragoman", "batch", str(source), "--out", str(out),
         "--workers", "2", "--part-size", "1"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip


def after(out, parts, process):
    """Waits until there are some parts, or the process has ended."""
    while process.poll() is None and len(list(out.glob(f"*{PART}"))) < parts:
        time.sleep(0.02)


def killed_on_the_way(tmp_path, kills, seed):
    """The source of a batch that was killed at random points: all of it, or its command alone."""
    random.seed(seed)
    source = lines(tmp_path / "rows.jsonl", TEXTS * max(6, kills))
    parts = len(shards_of([source], size=1000))
    for at in range(kills):
        process = begun(source, tmp_path / "parts")
        after(tmp_path / "parts", (at + 1) * parts // (kills + 1), process)
        time.sleep(random.random() / 5)
        kill = os.kill if at % 2 else os.killpg  # workers left alone finish what they have in hand
        kill(process.pid, signal.SIGKILL)
        process.communicate()
    return source


@pytest.mark.model
def test_a_command_that_is_stopped_or_killed_ends_with_the_same_bytes(tmp_path, executor):
    source = killed_on_the_way(tmp_path, 1, 1)
    process = begun(source, tmp_path / "parts")
    after(tmp_path / "parts", 4, process)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate()
    assert process.returncode in {130, 0}, told
    assert ran(job([source], tmp_path / "undisturbed", size=1000), executor).coded == 36
    assert ran(job([source], tmp_path / "parts", size=1000), executor).coded == 36
    assert hashes(tmp_path / "parts") == hashes(tmp_path / "undisturbed")


@pytest.mark.soak
@pytest.mark.model
def test_after_twenty_kills_the_output_is_the_same_byte_for_byte(tmp_path, executor):
    source = killed_on_the_way(tmp_path, 20, 2)
    ran(job([source], tmp_path / "undisturbed", size=1000), executor)
    ran(job([source], tmp_path / "parts", size=1000), executor)
    assert hashes(tmp_path / "parts") == hashes(tmp_path / "undisturbed")


@pytest.mark.model
def test_adding_with_several_processes_makes_the_same_record(tmp_path, sources):
    for workers in (1, 2):
        record = tmp_path / f"{workers}.db"
        asked = ["add", str(sources), "--record", str(record), "--workers", str(workers)]
        assert runner.invoke(app, asked).exit_code == 1  # some were set aside
    assert records(tmp_path / "1.db") == records(tmp_path / "2.db")
    assert len(records(tmp_path / "2.db")) == 14


@pytest.mark.model
def test_a_folder_of_parts_is_asked_as_the_record_it_folds_into(tmp_path, executor):
    parts = tmp_path / "parts"
    ran(job([lines(tmp_path / "rows.jsonl", TEXTS)], parts), executor)
    folded(parts, tmp_path / "r.db")
    for asked in (["actors"], ["panel"], ["network"], ["export", "jsonl", str(tmp_path / "out")]):
        answers = [
            runner.invoke(app, [*asked, "--record", str(where)])
            for where in (parts, tmp_path / "r.db")
        ]
        assert answers[0].exit_code == 0, answers[0].output
        assert answers[0].output == answers[1].output
    with dragoman.open(parts) as ours, dragoman.open(tmp_path / "r.db") as theirs:
        for kind in ("statements", "events", "positions"):
            assert list(getattr(ours, kind)()) == list(getattr(theirs, kind)())
        assert len(ours.search("president")) == 1
    ran(job([lines(tmp_path / "more.jsonl", [f"On Friday: {TEXTS[0]}"])], parts), executor)
    with dragoman.open(parts) as record:
        assert record.count() == 7


@pytest.mark.model
def test_a_folder_of_parts_is_only_read(tmp_path, executor):
    ran(job([lines(tmp_path / "rows.jsonl", TEXTS[:1])], tmp_path / "parts"), executor)
    for asked in (["merge", "a", "b"], ["serve"]):
        result = runner.invoke(app, [*asked, "--record", str(tmp_path / "parts")])
        assert "only read" in str(result.exception)


def test_asking_a_folder_of_parts_loads_no_model(tmp_path):
    script = (
        "import sys; from dragoman.cli.options import record_file; from pathlib import Path;"
        f"from dragoman.batch import index_of; index_of({str(tmp_path)!r});"
        "print('spacy' in sys.modules, 'typer' in sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert ended.stdout.split() == ["False", "True"]
