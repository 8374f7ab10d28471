"""Sources are cut into pieces: nothing is lost, and names are of what is in them."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from batches import TEXTS, job, lines, setup_of, shards_of
from dragoman import ingest
from dragoman.batch import Folder
from dragoman.batch.plan import Planning, opened, plan, size_of
from dragoman.batch.storage import PART, open_file
from dragoman.ingest import ReadOptions
from dragoman.ingest.opening import Opening
from dragoman.lexicon import load_tables
from test_ingest_archive import article, packed, record


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


@pytest.mark.parametrize("jobs", [2, 3, 40])
def test_shares_of_small_files_are_the_shards_of_one_run(tmp_path, jobs):
    for at in range(30):
        (tmp_path / f"{at:03}.txt").write_text(f"Report {at}.")
    lines(tmp_path / "rows.jsonl", TEXTS)
    single = [tmp_path / f"{at:03}.txt" for at in range(30)]
    for sources in ([tmp_path], single, [single[0], tmp_path]):
        every = [shard.name for shard in shards_of(sources, size=60)]
        shares = [
            [shard.name for shard in shards_of(sources, size=60, mine=(i + 1, jobs))]
            for i in range(jobs)
        ]
        assert sorted(name for share in shares for name in share) == sorted(every)
        assert sum(map(bool, shares)) == min(jobs, len(every))


def test_more_sources_leave_the_shards_there_are(tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        for at in range(7):
            (tmp_path / folder / f"{at}.txt").write_text(f"Report {at} of {folder}.")
    one = [shard.name for shard in shards_of([tmp_path / "one"], size=60)]
    both = [shard.name for shard in shards_of([tmp_path / "one", tmp_path / "two"], size=60)]
    assert both[: len(one)] == one


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes have names here")
def test_a_pipe_in_a_folder_is_no_file_and_nobody_waits_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe.jsonl")
    (shard,) = shards_of([tmp_path])
    assert [(piece.name, piece.sha256) for piece in shard.pieces] == [("pipe.jsonl", "")]
    with pytest.raises(OSError, match="not a file"):
        open_file(str(tmp_path / "pipe.jsonl"))


def test_what_is_written_while_somebody_sweeps_is_written_again(tmp_path, monkeypatch):
    folder, replace_it = Folder(str(tmp_path)), Path.replace

    def swept_once(self, target):
        monkeypatch.setattr(Path, "replace", replace_it)
        Folder(str(tmp_path)).sweep()
        return self.replace(target)

    monkeypatch.setattr(Path, "replace", swept_once)
    folder.write("one.parquet", b"PAR1")
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [
        ("one.parquet", b"PAR1")
    ]
    with pytest.raises(OSError, match="none"):
        Folder(str(tmp_path / "none")).write("one.parquet", b"PAR1")


def test_where_half_a_file_can_be_seen_it_is_written_aside(tmp_path):
    fsspec = pytest.importorskip("fsspec")

    class Far(pytest.importorskip("fsspec.implementations.local").LocalFileSystem):
        protocol = "far"
        full = False

        def pipe_file(self, path, value, **_more):
            Path(path).write_bytes(value[: len(value) // 2] if Far.full else value)
            if Far.full:
                raise OSError(28, "No space left on device")

    fsspec.register_implementation("far", Far, clobber=True)
    folder = Folder(f"far://{tmp_path}")
    folder.write("one.parquet", b"PAR1")
    Far.full = True
    with pytest.raises(OSError, match=r"No space left.*two\.parquet"):
        folder.write("two.parquet", b"PAR1")
    assert folder.parts() == ["one"]
    folder.sweep()
    assert [file.name for file in tmp_path.iterdir()] == ["one.parquet"]


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
