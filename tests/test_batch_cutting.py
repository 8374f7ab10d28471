"""Sources are cut into pieces: nothing is lost, and names are of what is in them."""

from dataclasses import replace

import pytest

from batches import TEXTS, job, lines, setup_of, shards_of
from dragoman import ingest
from dragoman.batch import Folder
from dragoman.batch.plan import Planning, opened, plan, size_of
from dragoman.batch.storage import PART
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
