"""Many reports come out as one by one, whoever works and whatever ends on the way."""

import json
from concurrent.futures import Future
from dataclasses import replace

import pytest

from batch_tasks import POISON
from batches import (
    TEXTS,
    folded,
    hashes,
    job,
    lines,
    never,
    ran,
    records,
    setup_of,
    shards_of,
    sources_in,
)
from dragoman import ingest
from dragoman.batch import Account, Folder, Job, code_with, local
from dragoman.batch.executor import ALLOWANCE, allowance_of
from dragoman.batch.part import Part
from dragoman.batch.run import Run
from dragoman.batch.storage import PART
from dragoman.batch.tasks import Trial
from dragoman.batch.work import examples, work
from dragoman.errors import BatchError, UsageError
from dragoman.ingest import Failure, ReadOptions
from dragoman.lexicon import load_tables
from dragoman.pipeline import code
from dragoman.settings import Settings
from dragoman.workers import Workers


@pytest.fixture(scope="module")
def executor():
    """Two processes that serve all tests of this module."""
    with local(setup_of(), 2) as workers:
        yield workers


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    return sources_in(tmp_path_factory.mktemp("sources"))


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
def test_while_a_poisonous_report_is_looked_for_others_are_coded(tmp_path):
    """What is left of the batch is done before the report is found among its sixteen neighbours."""
    texts = [f"{TEXTS[0]} It is No. {at}." for at in range(16)]
    texts[11] += f" {POISON}"
    bad = lines(tmp_path / "bad.jsonl", texts)
    good = lines(tmp_path / "good.jsonl", TEXTS)
    made = job([bad, good], tmp_path / "parts", size=200_000)
    with Workers("batch_tasks:poisoned", made.setup, processes=2, allowance=ALLOWANCE) as poisoned:
        run = Run(poisoned, made.folder, never)
        planned = [*shards_of([bad], made.folder.place, size=200_000)]
        planned += shards_of([good], made.folder.place, size=200)
        done = [(shard.pieces[0].name, account) for shard, account in run.accounts(planned)]
    assert done[-1][0].endswith("bad.jsonl")
    assert (done[-1][1].failed, done[-1][1].coded) == (1, 15)
    assert sum(account.coded for _, account in done[:-1]) == len(TEXTS)


def test_what_a_trial_may_take_goes_by_what_it_codes(tmp_path):
    """A report that loops is met at the end of an allowance, again and again: it must be short."""
    shard = replace(shards_of([lines(tmp_path / "rows.jsonl", TEXTS)])[0], size=1_000_000)
    whole, trial = allowance_of(shard), allowance_of(Trial(shard, 0, 1, 500))
    assert trial.processor_seconds < whole.processor_seconds / 4
    assert allowance_of(Trial(shard, 0, 9, 1_000_000)).processor_seconds > whole.processor_seconds


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


@pytest.mark.model
def test_a_source_that_is_gone_on_the_way_ends_the_run_and_is_not_refused(tmp_path, executor):
    """A disk that is away for a moment, or not seen by a worker, must not cost the reports."""
    path = lines(tmp_path / "rows.jsonl", TEXTS)
    (shard,) = shards_of([path], str(tmp_path), size=10_000)
    path.rename(tmp_path / "elsewhere")
    fault = executor.submit(shard, ALLOWANCE).result()
    assert f"{path}: No such file or directory, on " in fault.words
    assert Folder(str(tmp_path)).parts() == []


@pytest.mark.model
def test_the_same_file_given_twice_is_one(tmp_path, executor):
    path = lines(tmp_path / "rows.jsonl", TEXTS)
    (tmp_path / "copy").mkdir()
    lines(tmp_path / "copy" / "rows.jsonl", TEXTS)
    for sources in ([path, path], [path.parent / "copy", path.parent / "copy"]):
        parts = tmp_path / f"parts of {sources[0].name}"
        assert ran(job(sources, parts, size=300), executor).coded == len(TEXTS)
        assert ran(job(sources, parts, size=300), executor).coded == len(TEXTS)


@pytest.mark.parametrize("words", ["", "{", "{}", "[]", '{"layout": 1, "made": null}'])
def test_a_damaged_list_of_what_made_the_parts_is_said(tmp_path, words):
    (tmp_path / "batch.json").write_text(words)
    with pytest.raises(UsageError, match=r"batch\.json: damaged.*name another folder"):
        job([], tmp_path)


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path, monkeypatch):
    def refused(*_given):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Folder, "write", refused)
    with pytest.raises(UsageError, match=r"cannot be written to: Permission denied \(name"):
        job([], tmp_path)


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
