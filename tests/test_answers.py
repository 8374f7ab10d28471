"""Questions: what passes which filter, who a name means, pages and totals, and what is in force."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest

import norland
from dragoman.errors import UsageError
from dragoman.filters import BY_NAME, FILTERS, KINDS, filters_of
from dragoman.record import Actor, Mention, Span, When
from dragoman.store import Identities, Writer, open_record
from dragoman.store.kept import keep_lines
from dragoman.store.lines import PARTS, TABLE
from dragoman.store.reviews import Reviews

STARTED = "2020-01-01T00:00:00Z"
TAKING = ("actor", "with_", "source", "target", "holder", "against", "said_by", "via")


def record(source="a.txt", **changes):
    """The made-up record with every name in it mentioned."""
    whole = norland.record()
    report = replace(whole.report, id=f"r-{source}", source=source)
    found = [
        (match.start(), match.end(), actor)
        for name, actor in norland.KNOWN.items()
        for match in re.finditer(name, norland.TEXT)
    ]
    mentions = tuple(
        Mention(f"m{start}", Span.of(norland.TEXT, start, end), actor, "name", "name", actor)
        for start, end, actor in sorted(found)
    )
    return replace(whole, report=replace(report, **changes), mentions=mentions)


def write(path, *records):
    with Writer(path, STARTED) as writer:
        writer.write(records)


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "r.db"
    write(file, record())
    return file


@pytest.fixture
def opened(path):
    with open_record(path) as found:
        yield found


def ids(rows):
    return [row["id"] for row in rows]


# --- filters ----------------------------------------------------------------------------------


def expected(kind, whole, fits):
    """The rows of a record that a plain test of them takes."""
    return [row.id for row in getattr(whole, kind) if fits(row)]


def roles(row, *names):
    found = []
    for name in names:
        value = getattr(row, name)
        found += list(value) if isinstance(value, tuple) else [value] if value else []
    return {role.actor for role in found}


def speakers(whole, row, *names):
    said = {s.id: s for s in whole.statements}
    return set().union(*(roles(said[each], *names) for each in row.said_in), set())


@pytest.mark.parametrize("actor", sorted(norland.KNOWN.values()))
def test_an_actor_is_found_in_every_part_it_takes_and_in_no_other(opened, actor):
    whole = norland.record()
    for kind, parts in PARTS.items():
        for name in TAKING:
            if kind not in BY_NAME[name].asks or name in {"actor", "with_"}:
                continue
            inside = [role for role, part in parts.items() if part == name]
            if inside:
                want = expected(kind, whole, lambda row, n=inside: actor in roles(row, *n))
            else:
                who = ("via",) if name == "via" else ("speaker", "on_behalf_of")
                want = expected(kind, whole, lambda r, w=who: actor in speakers(whole, r, *w))
            assert ids(getattr(opened, kind)(**{name: actor})) == want, (kind, name)
        want = expected(kind, whole, lambda row, p=parts: actor in roles(row, *p))
        assert ids(getattr(opened, kind)(actor)) == want, kind


def test_with_is_another_that_has_a_part_or_is_named_in_what_is_said(opened):
    whole = record()
    sudria, westmark = norland.KNOWN["Sudria"], norland.KNOWN["Westmark"]
    want = expected(
        "positions", whole,
        lambda row: {sudria, westmark} <= roles(row, "holder", "target", "against"),
    )  # fmt: skip
    assert ids(opened.positions(sudria, with_=westmark)) == want != []
    ada, front = norland.KNOWN["Ada Brandt"], norland.KNOWN["Delta Front"]
    about = ids(opened.statements(ada, with_=front))
    assert about
    for row in whole.statements:
        fronts = [m.span for m in whole.mentions if m.actor == front]
        inside = any(c.start <= m.start and m.end <= c.end for c in row.content for m in fronts)
        if ada in roles(row, "speaker", "on_behalf_of", "via"):
            part = front in roles(row, "speaker", "on_behalf_of", "via")
            assert (row.id in about) == (inside or part)


@pytest.mark.parametrize(
    ("kind", "asked", "fits"),
    [
        ("events", {"type": "ASSAULT"}, lambda r: r.type == "ASSAULT"),
        ("events", {"type": ["ASSAULT", "AID"]}, lambda r: r.type in {"ASSAULT", "AID"}),
        ("events", {"quad": "material conflict"}, lambda r: r.quad == "material conflict"),
        ("events", {"realis": "actual"}, lambda r: r.realis == "actual"),
        ("events", {"min_score": 0.8}, lambda r: r.score >= 0.8),
        ("events", {"background": True}, lambda r: r.background),
        ("positions", {"sign": -1}, lambda r: r.sign == -1),
        ("positions", {"sign": "1"}, lambda r: r.sign == 1),
        ("positions", {"kind": "criticism"}, lambda r: r.kind == "criticism"),
        ("statements", {"act": "deny"}, lambda r: r.act == "deny"),
        ("statements", {"mode": "direct"}, lambda r: r.mode == "direct"),
        ("statements", {"act": ["deny", "say"], "mode": "indirect"},
         lambda r: r.act in {"deny", "say"} and r.mode == "indirect"),
    ],
)  # fmt: skip
def test_rows_pass_a_filter_as_a_plain_reading_of_them_says(opened, kind, asked, fits):
    want = expected(kind, norland.record(), fits)
    assert ids(getattr(opened, kind)(**asked)) == want
    assert len(want) < len(getattr(norland.record(), kind)) or "min_score" in asked


def test_every_filter_is_tried_on_every_kind_it_is_for(opened):
    values = {
        "actor": "x:norland", "date": "2030", "score": 0.1, "sign": 1, "run": 0, "count": 2,
        "word": None, "review": None,
    }  # fmt: skip
    for kind in KINDS:
        assert filters_of(kind)
        for each in filters_of(kind):
            value = values[each.takes] or (each.among[:1] or None)
            if each.takes == "run":
                value = 0
            rows = getattr(opened, kind)(**{each.name: value})
            assert rows.total == len(rows)


def test_filters_have_names_of_their_own():
    assert len(BY_NAME) == len(FILTERS)
    assert BY_NAME["with_"].option == "--with"
    assert BY_NAME["said_by"].option == "--said-by"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"typ": "AID"}, r"'typ' in events; filters are actor, with_"),
        ({"holder": "Norland"}, r"'holder' in events"),
        ({"type": "AIDE"}, r"no type 'AIDE'; there are AGREE"),
        ({"since": "last week"}, r"last week: no date \(write 1985"),
        ({"since": "2031-06", "until": "2031-05"}, r"begin in 2031-06 and end in 2031-05"),
        ({"min_score": 1.5}, r"min_score: 1.5 is no score \(0 to 1\)"),
        ({"min_score": -0.5}, r"min_score: -0.5 is no score"),
        ({"independent": -1}, r"independent: -1 is no number of them"),
        ({"contradicted": 1.5}, r"contradicted: 1.5 is no number of them"),
        ({"min_score": "high"}, r"min_score: 'high' is no number"),
        ({"min_score": "nan"}, r"min_score: 'nan' is no number"),
        ({"since_run": 99}, r"there is no run 99 \(dragoman runs lists them\)"),
        ({"outlet": "The Norland Courier"}, r"no row .* outlet 'The Norland Courier'"),
        ({"source": "Norlund"}, r"Norlund: nobody .* \(near it: Norland"),
        ({"source": "qqqqqq"}, r"qqqqqq: nobody .* \(dragoman actors lists"),
    ],
)
def test_what_cannot_be_asked_is_said_with_what_can(opened, asked, said):
    with pytest.raises(UsageError, match=said):
        opened.events(**asked)


def test_a_time_may_be_of_dates_and_a_page_is_never_negative(opened):
    day, hour = date(2031, 5, 6), datetime(2031, 5, 6, 10, tzinfo=UTC)
    assert opened.events(since=day, until=hour) == opened.events(since="2031-05-06", until=str(day))
    for page in ({"limit": -1}, {"limit": 2, "offset": -1}):
        with pytest.raises(UsageError, match="no page of an answer"):
            opened.events(**page)


def test_a_coded_value_is_meant_in_any_case_of_letters(opened):
    assert opened.events(type="aid") == opened.events(type="AID") != []
    assert opened.events(quad="Material Conflict") == opened.events(quad="material conflict")
    assert opened.events(reviewed="Open") == opened.events(reviewed="open")


@pytest.mark.parametrize("sign", [0, 2, "for"])
def test_a_sign_is_one_of_two(opened, sign):
    with pytest.raises(UsageError, match="sign"):
        opened.positions(sign=sign)


# --- dates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        (When("2031-05"), "2031-05-01", "2031-05-31"),
        (When(not_before="2031-04-01", not_after="2031-04-30"), "2031-04-01", "2031-04-30"),
        (When(not_after="2031-04-30"), "2031-04-30", "2031-04-30"),
        (When("XXXX-10"), "2031-05-06", "2031-05-06"),  # open: the day of publication
        (When(), "2031-05-06", "2031-05-06"),
    ],
)
def test_a_row_is_dated_by_itself_then_its_bounds_then_the_publication(tmp_path, when, first, last):
    whole = record(published=replace(norland.record().report.published, value="2031-05-06"))
    event = replace(whole.events[0], when=when)
    write(tmp_path / "r.db", replace(whole, events=(event,)))
    day = {True: 1, False: 0}
    with open_record(tmp_path / "r.db") as opened:
        assert len(opened.events(since=last)) == day[True]
        assert len(opened.events(until=first)) == 1
        assert len(opened.events(since=first[:4], until=first[:4])) == 1
        assert len(opened.events(since="2031-06")) == 0
        assert len(opened.events(until="2031-03")) == 0


def test_a_row_without_any_date_is_in_no_period(tmp_path):
    whole = record(published=replace(norland.record().report.published, value=None))
    write(tmp_path / "r.db", replace(whole, events=(replace(whole.events[0], when=When()),)))
    with open_record(tmp_path / "r.db") as opened:
        assert len(opened.events()) == 1
        assert len(opened.events(since="0001")) == 0


# --- pages ------------------------------------------------------------------------------------


@pytest.fixture
def many(tmp_path):
    file = tmp_path / "many.db"
    day = norland.record().report.published
    write(
        file,
        *(
            record(f"{n}.txt", published=replace(day, value=f"2031-05-{n:02}"))
            for n in range(1, 21)
        ),
    )
    return file


def test_pages_follow_each_other_and_tell_the_total(many):
    with open_record(many) as opened:
        whole = opened.events()
        pages = [opened.events(limit=7, offset=at) for at in range(0, len(whole), 7)]
        assert [row for page in pages for row in page] == list(whole)
        assert {page.total for page in pages} == {len(whole)}
        beyond = opened.events(limit=7, offset=len(whole) + 5)
        assert (len(beyond), beyond.total) == (0, len(whole))
        assert opened.events("x:westmark", limit=1).total == len(opened.events("x:westmark"))


def test_the_newest_come_first_where_that_is_asked(many):
    with open_record(many) as opened:
        days = opened.reports(newest=True).column("published")
        assert days == sorted(days, reverse=True)
        assert opened.reports(newest=True, limit=3).column("published") == days[:3]
        answers = opened.answers()
        asked = answers.asked("events", {"realis": "actual"})
        assert answers.count(asked, at_most=3) == 3
        assert answers.count(asked, at_most=10_000) == answers.count(asked)


# --- what is in force -------------------------------------------------------------------------


def lines_of(path):
    """Every derived table as it stands, by ids and words instead of numbers."""
    with open_record(path) as opened:
        run = opened.connection.execute
        known = run(
            "SELECT id, name, kind, country, part_of, known, codings, reports, mentions,"
            " statements, events, positions FROM known ORDER BY id"
        ).fetchall()
        takes = run(
            "SELECT k.id, c.value, t.line FROM takes AS t JOIN known AS k ON k.no = t.actor"
            " JOIN codes AS c ON c.code = t.part ORDER BY 1, 2, 3"
        ).fetchall()
        lines = {}
        for kind in KINDS:
            names = [n for (n,) in run("SELECT name FROM pragma_table_info(?)", (TABLE[kind],))]
            coded = {"type", "quad", "realis", "act", "kind", "outlet", "issue"}
            cells = [
                f"(SELECT value FROM codes WHERE code = l.{n})" if n in coded else f"l.{n}"
                for n in names
            ]
            lines[kind] = run(f"SELECT {', '.join(cells)} FROM {TABLE[kind]} AS l").fetchall()
        assert run("SELECT count(*) FROM unlined").fetchone() == (0,)
    return known, takes, lines


def plain(found, path):
    """The same without the numbers of codings, which a shorter history does not share."""
    known, takes, lines = found
    with open_record(path) as opened:
        reports = dict(opened.connection.execute("SELECT id, report FROM codings"))
    place = {line: (reports[line >> 20], line % (1 << 20)) for _, _, line in takes}
    taken = sorted((actor, part, place[line]) for actor, part, line in takes)
    rows = {
        kind: sorted((reports[row[0] >> 20], row[0] % (1 << 20), *row[1:-1]) for row in those)
        for kind, those in lines.items()
    }
    return known, taken, json.dumps(rows)


def test_coding_again_leaves_the_lines_that_the_last_coding_alone_would_have(tmp_path):
    first, again = record(), record()
    made = replace(first.coded_with, tables="t2")
    again = replace(again, events=again.events[1:], positions=(), coded_with=made)
    write(tmp_path / "twice.db", first, record("b.txt"))
    write(tmp_path / "twice.db", again)
    write(tmp_path / "once.db", again, record("b.txt"))
    once, twice = tmp_path / "once.db", tmp_path / "twice.db"
    assert plain(lines_of(twice), twice) == plain(lines_of(once), once)


def test_what_leaves_the_record_takes_its_actors_and_issues_along(tmp_path):
    path = tmp_path / "r.db"
    whole = record()
    hermit = Actor("~hermit", "Nobody Else", "person", known="report")
    mention = replace(whole.mentions[0], id="m-hermit", actor=hermit.id)
    holder = replace(whole.positions[0].holder, actor=hermit.id, name=hermit.name)
    position = replace(whole.positions[0], id="p-h", holder=holder, issue_key="a hermit's issue")
    alone = replace(
        record("b.txt"), actors=(hermit,), mentions=(mention,), positions=(position,),
        statements=(), events=(),
    )  # fmt: skip
    write(path, whole)
    before = lines_of(path)
    write(path, alone)
    with open_record(path) as opened:
        assert ids(opened.positions("nobody else", issue="hermit's")) == ["p-h"]
    with Writer(path, STARTED) as writer:
        writer.connection.execute("BEGIN")
        writer.connection.execute("DELETE FROM current WHERE report = 'r-b.txt'")
        keep_lines(writer.connection)
        writer.connection.execute("COMMIT")
        codes = [v for (v,) in writer.connection.execute("SELECT value FROM codes")]
    assert "a hermit's issue" not in codes
    assert lines_of(path) == before


def test_since_a_run_are_only_rows_that_none_before_had_found(tmp_path):
    path = tmp_path / "r.db"
    first = record()
    write(path, replace(first, events=first.events[1:]))
    write(path, replace(first, coded_with=replace(first.coded_with, tables="t2")), record("b.txt"))
    with open_record(path) as opened:
        new = opened.events(since_run=1)
        assert [(row["report"], row["id"]) for row in new] == [
            ("r-a.txt", first.events[0].id),
            *(("r-b.txt", event.id) for event in first.events),
        ]
        assert ids(opened.reports(since_run=1)) == ["r-b.txt"]
        assert opened.reports(since_run=3) == []


def test_a_record_that_cannot_be_written_is_asked_all_the_same(path):
    before = path.read_bytes()
    with open_record(path) as opened:
        opened.events("x:norland")
    assert path.read_bytes() == before


# --- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["x:norland", "Norland", "norland", "NORLAND", "  Norland "])
def test_a_name_means_who_is_so_named_in_the_record(opened, name):
    assert opened.answers().naming.actor(name) == "x:norland"


@pytest.mark.parametrize(
    ("name", "actor"),
    [
        ("Russian", "RUS"), ("Russians", "RUS"), ("russian federation", "RUS"), ("rus", "RUS"),
        ("Kremlin", "RUS"), ("Brandt", "r:ada-brandt"), ("delta", "x:delta"),
    ],
)  # fmt: skip
def test_adjectives_seats_aliases_and_parts_of_names_are_names(opened, name, actor):
    assert opened.answers().naming.actor(name) == actor


def test_a_joined_actor_is_named_by_either_name(path):
    with Identities(path) as identities:
        identities.merge("r:ada-brandt", "x:sudria", made=STARTED, by="t", force=True)
    with open_record(path) as opened:
        assert opened.answers().naming.actor("Ada Brandt") == "x:sudria"
        assert ids(opened.events("Ada Brandt")) == ids(opened.events("Sudria"))


def test_several_of_one_name_are_listed_and_the_record_comes_first(tmp_path):
    whole = record()
    two = tuple(Actor(f"~ada-{n}", "Ada Lund", "person", known="report") for n in "ab")
    one = Actor("~c", "Carl Lund", "person", known="report")
    write(tmp_path / "r.db", replace(whole, actors=(*whole.actors, *two, one)))
    with open_record(tmp_path / "r.db") as opened:
        naming = opened.answers().naming
        with pytest.raises(UsageError, match=r"2 actors .* ~ada-a \(Ada Lund\), ~ada-b"):
            naming.actor("Ada Lund")
        with pytest.raises(UsageError, match=r"3 actors .*give an id"):
            naming.actor("Lund")
        assert naming.actor("Carl Lund") == "~c"


def test_no_name_is_a_pattern(opened):
    for name in ("%", "_", "Nor%", "\\", "'", '"', ""):
        with pytest.raises(UsageError, match="nobody"):
            opened.answers().naming.actor(name)


def test_rows_are_asked_for_by_what_was_last_said_of_them(tmp_path):
    path = tmp_path / "r.db"
    with Writer(path, "2020-01-01T00:00:00Z") as writer:
        writer.write([norland.record()])
    with open_record(path) as opened:
        first, second, *others = ids(opened.events())
    with Reviews(path) as reviews:
        for row, verdict in ((first, "accepted"), (second, "accepted"), (second, "disputed")):
            reviews.add(row, verdict, made="2020-01-02T00:00:00Z", by="a reader")
    with open_record(path) as opened:
        assert ids(opened.events(reviewed="accepted")) == [first]
        assert ids(opened.events(reviewed=["accepted", "disputed"])) == [first, second]
        assert ids(opened.events(reviewed="open")) == others
        assert ids(opened.events(reviewed=["open", "disputed"])) == [second, *others]
        assert opened.positions(reviewed="accepted") == []
        with pytest.raises(UsageError, match="there are accepted, disputed, corrected, open"):
            opened.events(reviewed="liked")


@pytest.mark.parametrize("looked_at", [5, 10_000])
@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("events", {"actor": "x:delta"}),
        ("events", {"source": "x:norland", "target": "x:delta"}),
        ("positions", {"actor": "x:westmark", "sign": -1}),
        ("statements", {"said_by": "Ada Brandt", "since": "2031-05-08"}),
    ],
)
def test_the_latest_of_who_has_many_rows_are_those_of_all(
    many, monkeypatch, kind, given, looked_at
):
    """Whether they are found among the newest of all, or those do not hold a whole page."""
    with open_record(many) as opened:
        answers = opened.answers()
        asked = answers.asked(kind, given)
        whole = answers.lines(asked, 10_000, newest=True)
        monkeypatch.setattr("dragoman.store.answers.COMMON", 1)
        monkeypatch.setattr("dragoman.store.answers.NEWEST", looked_at)
        assert len(whole) > 6
        for at in range(0, len(whole), 6):
            assert answers.lines(asked, 6, at, newest=True) == whole[at : at + 6]


SPANS = (
    "2031-05-06", "2031-05", "2031", "2031-04-28/2031-05-03", "2030-11/2031-07", "2031-06",
    "2031-05-31/2031-06-01", "2031-05-06", "2030-12-31", None,
)  # fmt: skip
DAYS = ("2030", "2031-04", "2031-05", "2031-05-06", "2031-06", "2032")


def test_pages_of_a_time_are_those_of_its_whole_list(tmp_path):
    made = norland.record()
    with Writer(tmp_path / "r.db", "2020-01-01T00:00:00Z") as writer:
        for number, value in enumerate(SPANS):
            event = replace(made.events[0], when=When(value, None, None, "clause"))
            report = replace(made.report, id=f"r{number}")
            writer.write([replace(made, report=report, events=(event,))])
    sizes = set()
    with open_record(tmp_path / "r.db") as record:
        for since, until in product(DAYS, DAYS):
            if since > until and not since.startswith(until):
                continue
            time = {"since": since, "until": until, "newest": True}
            whole = list(record.events(**time))
            sizes.add(len(whole))
            for size in (1, 3):
                pages = [record.events(**time, limit=size, offset=at) for at in range(0, 12, size)]
                assert [row for page in pages for row in page] == whole
                assert pages[0].total == len(whole)
    assert len(sizes) > 4
