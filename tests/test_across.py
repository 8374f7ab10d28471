"""What the reports of a record have in common: worked out when they come, the same in any order."""

import json
import random
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from across_records import (
    MADE,
    STARTED,
    WIRE,
    joined_in,
    many,
    said,
    shelled,
    stands,
    write,
)
from dragoman.errors import StoreError
from dragoman.store import Identities, forget, open_record
from dragoman.store.across.join import Joined, is_joined, join
from dragoman.store.across.packed import pack, unpack
from dragoman.store.across.read import COLUMNS
from dragoman.stories.telling import Side, Telling

OWN = (
    "Norland shelled the port of Sudria, fishermen who had watched it from their boats told us. "
    "They counted nine shells, then rowed home in the dark with their lamps out."
)
FIRST, SECOND, THIRD, FOURTH = (sentence.strip(". ") + "." for sentence in WIRE.split(". "))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "record.db"


def joined(path, *records):
    write(path, records)
    join(path)
    return path


def known(path, column="independent_sources"):
    with closing(sqlite3.connect(path)) as connection:
        return [value for (value,) in connection.execute(f"SELECT {column} FROM across")]


def wire_stories():
    """One wire story in eight outlets, three of which edited it."""
    edited = [
        f"Norland attacked at dawn. {FIRST} {SECOND} {THIRD} Our correspondent contributed.",
        f"{FIRST} {SECOND}",
        WIRE.replace("two ferries", "a pair of ferries").replace("an officer", "a policeman"),
    ]
    texts = [WIRE] * 5 + edited
    return [shelled(f"Outlet {n}", text) for n, text in enumerate(texts)]


def test_one_wire_story_in_eight_outlets_is_one_independent_source(path):
    joined(path, *wire_stories())
    assert known(path) == [1] * 8
    with open_record(path) as opened:
        (line,) = opened.stories()
    assert (line["reports"], line["outlets"], line["independent_sources"]) == (8, 8, 1)


def test_who_writes_for_himself_is_one_more(path):
    joined(path, *wire_stories(), shelled("The Ledger", OWN), shelled("Radio Nord", OWN[::-1]))
    assert set(known(path)) == {2} or set(known(path)) == {3}
    assert len(known(path)) == 10


def test_an_agency_is_credited_where_its_words_are(path):
    printed = shelled("Post", WIRE, agencies=("Norwire",))
    joined(path, printed, shelled("Star", WIRE), shelled("Echo", OWN, agencies=("NORWIRE",)))
    assert known(path) == [1, 1, 1]
    (_, rows, _, _) = _story(path)
    credited = {row["outlet"]: (row["agencies"], row["agencies_inferred"]) for row in rows}
    assert credited == {
        "Post": (["norwire"], []), "Star": ([], ["norwire"]), "Echo": (["norwire"], []),
    }  # fmt: skip


def _story(path):
    with open_record(path) as opened:
        (line,) = opened.stories()
        found = opened.story(line["story"][:6])
    return found.line, found.reports, found.told, found.against


def test_a_passage_makes_the_rows_in_it_one_source_and_no_others(path):
    own = "Grain was dear in Westmark. The mills stood still and nobody bought. "
    carried = shelled("Star", f"{own} {FIRST} {SECOND} {own[::-1]} {own.upper()[::-1]}")
    joined(path, shelled("Post", WIRE), carried)
    assert known(path) == [1, 1]
    with closing(sqlite3.connect(path)) as connection:
        ((kind,),) = connection.execute("SELECT kind FROM copies")
    assert kind == "carries passages"


def test_utterances_are_one_with_variants(path):
    whole = "the river will be open to the ships of all nations before the spring"
    joined(path, said("Post", whole), said("Star", "open to the ships of all nations"),
           said("Echo", "nothing has been decided and nobody asked me"))  # fmt: skip
    assert known(path) == [2, 2]
    line, _, (told,), _ = _story(path)
    assert (line["reports"], told.sources, told.first.kind) == (2, 2, "statements")
    assert told.first.words in {whole, "open to the ships of all nations"}


def test_for_and_against_one_issue_is_shown_with_both_words(path):
    joined(path, stands("Post", 1), stands("Star", -1), stands("Echo", -1, key="visas:x:sud"))
    with open_record(path) as opened:
        (found,) = opened.against()
        assert opened.against(found.one.row) == [found]
        assert opened.against("p0") == []
    assert (found.verdict, found.one.outlet, found.other.outlet) == ("contradicted", "Post", "Star")
    assert found.one.words == "the blockade"
    assert known(path, "contradicted") == [1, 1]


def test_a_deed_affirmed_and_denied(path):
    joined(path, shelled("Post", WIRE), shelled("Star", OWN, "negated"))
    assert known(path, "contradicted") == [1, 1]


def test_joining_goes_on_from_where_it_was(path):
    write(path, wire_stories()[:5])
    assert not is_joined(path)
    assert join(path) == Joined(5, 0, blocks_in(path))
    assert is_joined(path)
    assert join(path) == Joined(0, 0, 0)
    write(path, wire_stories()[5:])
    assert join(path).added == 3


def blocks_in(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT count(DISTINCT block) FROM blocks").fetchone()[0]


def orders(path, records, seeds):
    """What joining finds with the records in several orders and steps."""
    for seed in seeds:
        draw, shuffled = random.Random(seed), list(records)
        draw.shuffle(shuffled)
        file = path.with_name(f"{seed}.db")
        while shuffled:
            step = draw.randint(1, len(records))
            write(file, shuffled[:step])
            join(file)
            del shuffled[:step]
        yield joined_in(file)


def test_the_order_of_input_changes_nothing(path):
    records = many(90)
    expected = joined_in(joined(path, *records))
    assert min(len(rows) for rows in expected.values()) > 5
    for found in orders(path, records, range(4)):
        assert found == expected


@pytest.mark.soak
def test_twenty_orders_of_input_give_the_same_stories(path):
    records = many(400, seed=2)
    expected = joined_in(joined(path, *records))
    for found in orders(path, records, range(20)):
        assert found == expected


def test_reports_withdrawn_leave_nothing_behind(path):
    records = many(60, seed=3)
    joined(path, *records)
    with closing(sqlite3.connect(path)) as connection, connection:
        for record in records[::3]:
            connection.execute(
                "INSERT INTO withdrawals (made, deed, report, by_) VALUES (?, 'withdraw', ?, 'me')",
                (STARTED, record.report.id),
            )
    done = join(path)
    assert (done.added, done.gone) == (0, 20)
    rest = [record for number, record in enumerate(records) if number % 3]
    assert joined_in(path) == joined_in(joined(path.with_name("rest.db"), *rest))


def test_reports_erased_by_somebody_else_leave_nothing_behind(path):
    records = many(60, seed=4)
    joined(path, *records)
    gone = records[::4]
    with closing(sqlite3.connect(path)) as connection, connection:
        for record in gone:
            key = (record.report.id,)
            (coding,) = connection.execute(
                "SELECT coding FROM current WHERE report = ?", key
            ).fetchone()
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (table,) in tables.fetchall():
                for column, value in (("coding", coding), ("report", record.report.id)):
                    columns = connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
                    if (column,) in columns.fetchall() and table not in {"codings", "withdrawals"}:
                        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (value,))
            connection.execute("DELETE FROM codings WHERE id = ?", (coding,))
    assert not is_joined(path)
    join(path)
    rest = [record for record in records if record not in gone]
    assert joined_in(path) == joined_in(joined(path.with_name("rest.db"), *rest))


def test_two_copies_of_an_erased_report_are_two_sources_again(path):
    whole = replace(shelled("Wire", WIRE), events=())
    halves = shelled("Post", f"{FIRST} {SECOND}"), shelled("Star", f"{THIRD} {FOURTH}")
    joined(path, whole, *halves)
    assert known(path) == [1, 1]
    forget(path, whole.report.id, made=STARTED, by="me", why="asked")
    join(path)
    assert known(path) == [2, 2]
    assert joined_in(path) == joined_in(joined(path.with_name("rest.db"), *halves))


def test_a_report_coded_again_counts_as_it_is_coded_now(path):
    first = shelled("Post", WIRE)
    joined(path, first, shelled("Star", OWN))
    assert known(path) == [2, 2]
    again = replace(first, events=(), coded_with=replace(MADE, tables="u" * 16))
    joined(path, again)
    assert known(path) == []


def test_who_is_one_with_whom_is_asked_again(path):
    other = "Norland shelled the harbour of Sudria, according to a fisherman who saw it."
    strange = shelled("Star", other)
    (event,) = strange.events
    source = (replace(event.source[0], actor="~the-north.NOR", name="The North"),)
    actor = replace(
        strange.actors[0], id="~the-north.NOR", kind="other", country=None, known="report"
    )
    strange = replace(
        strange, events=(replace(event, source=source),), actors=(*strange.actors, actor)
    )
    joined(path, shelled("Post", WIRE), strange)
    assert known(path) == []
    with Identities(path) as identities:
        identities.merge("~the-north.NOR", "x:nor", made=STARTED, by="me")
    assert not is_joined(path)
    join(path)
    assert known(path) == [2, 2]


def test_joining_needs_a_record_that_can_be_written(path):
    with pytest.raises(StoreError, match="there is no record here"):
        join(path)
    write(path, wire_stories()[:2])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE samples")
    with pytest.raises(StoreError, match="cannot be joined"):
        join(path)
    with open_record(path) as opened:
        assert opened.stories() == []


def test_a_panel_and_a_network_count_independent_sources(path):
    from dragoman.lexicon import load_tables
    from dragoman.network import Selection, relations_of
    from dragoman.panel import panel

    backed = [stands(name, 1, agencies=credit) for name, credit in
              (("Post", ("Norwire",)), ("Star", ("norwire",)), ("Echo", ()))]  # fmt: skip
    write(path, [*wire_stories(), shelled("The Ledger", OWN), *backed])
    for joining, sources, backing in ((False, 9, 3), (True, 2, 2)):
        if joining:
            join(path)
        with open_record(path) as opened:
            rows = panel(opened, load_tables().states, by="month").rows
            (row,) = (row for row in rows if row["assault"])
            (relation,) = relations_of(opened.stances(), Selection()).relations
        assert (row["reports"], row["outlets"], row["independent_sources"]) == (9, 9, sources)
        assert relation.sources == backing


def test_rows_are_asked_for_by_their_sources(path):
    joined(path, *wire_stories()[:2], shelled("Ledger", OWN), stands("Post", 1), stands("Star", -1))
    with open_record(path) as opened:
        assert len(opened.events(independent=2)) == 3
        assert len(opened.events(independent=1)) == len(opened.events()) == 3
        assert opened.events(independent=3) == []
        assert len(opened.events(independent=2, outlet="Ledger")) == 1
        assert len(opened.positions(contradicted=1)) == 2
        assert opened.positions(independent=2) == opened.events(contradicted=1) == []


def test_a_telling_is_kept_as_it_is():
    side = Side("x:nor", "NOR", None, frozenset({"norla"}), is_place=True)
    row = Telling(
        "e1", "r1", "event", "ASSAULT", None, "actual", (side,), (), frozenset("ab"), 3, None, 5,
        first=1, last=2, dated=True, echo=True, trigger=frozenset("c"), issue=frozenset("d"),
        place="Port Sud", figures=(("killed", 12.0),), content=("a", "b"), coded=True,
        limits=frozenset("e"), links=frozenset("f"), speakers=frozenset("g"),
        voices=frozenset("h"), via=frozenset("i"),
    )  # fmt: skip
    assert unpack(pack(row)) == row


@pytest.fixture
def stories(path):
    """The command on the record, which it joins first."""
    from typer.testing import CliRunner

    from dragoman.cli.commands import app

    return lambda *more: CliRunner().invoke(app, ["stories", "--record", str(path), *more])


def test_the_command_lists_stories_and_joins_them_first(path, stories):
    write(
        path,
        [*wire_stories(), said("Echo", "nobody asked me"), stands("Post", 1), stands("Star", -1)],
    )
    listed = stories("--format", "csv").stdout.splitlines()
    assert listed[0].split(",")[:6] == list(COLUMNS[:6])
    assert sorted(line.split(",")[3:6] for line in listed[1:]) == [["2", "2", "2"], ["8", "8", "1"]]
    assert len(stories("--format", "csv", "--independent", "2").stdout.splitlines()) == 2
    assert stories("--since", "2031-06").stdout == "none\n"
    assert stories("--until", "2031-04").stdout == "none\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--since", "yesterday"), "yesterday: no date"),
        (("--until", "2031-13"), "2031-13: no date"),
        (("--since", "2031-06", "--until", "2031-05"), "begin in 2031-06 and end in 2031-05"),
        (
            ("--contradicted", "--since", "2031"),
            "--since, --until and --independent choose stories",
        ),
    ],
)
def test_the_command_refuses_what_cannot_be_meant(path, stories, words, said):
    write(path, wire_stories())
    assert said in str(stories(*words).exception)


def test_the_command_shows_a_story_in_full(path, stories):
    write(path, [*wire_stories(), shelled("Ledger", OWN, "negated", agencies=("Norwire",))])
    (line,) = stories("--format", "jsonl").stdout.splitlines()
    told = stories(json.loads(line)["story"][:6]).stdout
    assert "9 reports of 9 outlets, 2 independent sources" in told
    assert "cut copy: 100% of its words also in" in told
    assert "credits norwire" in told
    assert "1 independent source, 8 reports" in told
    assert "and 6 more" in told  # but not the one whose lead only says that somebody attacked
    rows = stories(json.loads(line)["story"], "--format", "jsonl").stdout.splitlines()
    assert len(rows) == 9


def test_the_command_lists_what_is_contradicted(path, stories):
    write(path, [stands("Post", 1), stands("Star", -1)])
    (row,) = stories("--contradicted", "--format", "jsonl").stdout.splitlines()
    assert json.loads(row)["why"] == "for and against one issue"


def test_an_id_that_is_none_is_refused(path, stories):
    write(path, wire_stories())
    assert "no story's id begins so" in str(stories("y0").exception)


def test_a_record_that_may_only_be_read_says_that_it_is_behind(path, stories, monkeypatch):
    write(path, wire_stories())

    def refuse(*_args, **_more):
        raise StoreError("the file may not be written")

    monkeypatch.setattr("dragoman.store.across.join.join", refuse)
    found = stories()
    assert found.stdout == "none\n"
    assert "what came since it was last joined is missing below" in found.stderr
