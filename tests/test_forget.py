"""No byte of a forgotten report is left: its words are looked for in all files of the record."""

import re
from dataclasses import replace

import pytest

from dragoman.pipeline import code
from dragoman.record import CodedWith, Fetched, Report
from dragoman.render.json import to_json
from dragoman.store import Identities, Writer, forget, health_of, open_record, withdraw
from dragoman.store.across.join import join
from dragoman.store.reviews import Reviews
from own_sets import report_of

pytestmark = pytest.mark.model

STARTED = "2020-01-01T00:00:00Z"
LAW = {"made": "2031-05-06T10:00:00+00:00", "by": "editor", "why": "court order"}
WORD = re.compile(rb"[a-z0-9~@.:-]{5,}")
SHARED = (
    "The harbour master of Novorossiysk said on Monday that two ferries had sunk at their moorings"
    " while crews slept, and that divers were looking for the missing until dark. Bakers gave bread"
    " away in front of the burnt customs house, and nobody knew yet why the lights on the northern"
    " pier had been out that night."
)
SECRET = (
    "Colonel Ignatius Qvortrup of the Zembrovian Liberation Front said that Russia had shelled the"
    " village of Hrastovlje and killed 4711 shepherds.\nRussian troops attacked the Zembrovian"
    " Liberation Front near Oberwinterthur on 3 March 1987, Qvortrup said. Ukraine supports the"
    f" Zembrovian plan for joint hydroponics, and Qvortrup condemned Moldova for it.\n{SHARED}"
)
OTHERS = [
    "Russia denied that it had attacked Ukraine, and Ukraine condemned the denial on Tuesday.\n"
    + SHARED,
    "Moldova supports the plan of Ukraine for a joint customs house, the president said.",
    "Two ferries sank on Monday. Ukraine accused Russia of an attack on the harbour.",
]


@pytest.fixture(scope="module")
def records(parser):
    """The secret report, coded twice with other outlets, and reports that have to do with it."""
    reports = [report_of(text, published="2031-05-05") for text in OTHERS]
    secret = replace(
        report_of(SECRET, "Xanthippus resigns at Blymstown", "2031-05-04"),
        byline=("Jo Wendelgard",), source="wxyz-folder/hushhush.html", url="https://zorblatt.example/tuttlingen-affair",
        outlet="Zorblatt Gazette", agencies=("Vexwire",), decoded="<p>mumbletypeg</p>",
        fetched=Fetched("2031-05-04T09:00:00Z", "krampus.warc.gz", 7, "urn:uuid:kazoomaniac"),
    )  # fmt: skip
    secret = replace(secret, id=Report.id_of(secret.url, secret.source, secret.text))
    before = replace(secret, outlet="Yggdrasil Observer")
    reports[0] = replace(reports[0], outlet="Courier", revision_of=secret.id)
    coded = list(code([before, secret, *reports], parser=parser, strict=True))
    made = CodedWith("0.0.1", "tables-of-before", None)
    odd = tuple(
        replace(actor, name="Roosyafederatsia") if actor.id == "RUS" else actor
        for actor in coded[1].actors
    )
    return [replace(coded[0], coded_with=made), replace(coded[1], actors=odd), *coded[2:]]


def decided(path, secret, *, about_it):
    """Joins the reports of a record, and says something of their rows and actors."""
    join(path)
    rows = [row.id for row in secret.events] if about_it else []
    with Reviews(path) as reviews:
        for row in rows:
            told = {"correction": {"when": "Zwiebelfisch"}, "note": "perhaps a Quackenbush"}
            reviews.add(row, "corrected", by="me", made=STARTED, **told)
    with Identities(path) as identities, open_record(path) as opened:
        for actor in born_of(secret, opened) if about_it else ():
            identities.merge(actor, "RUS", made=STARTED, by="me", why="Poppycock", force=True)
    join(path)


def born_of(secret, opened):
    there = {actor.id for one in opened.records() if one.report.id != secret.report.id
             for actor in one.actors}  # fmt: skip
    return sorted({actor.id for actor in secret.actors} - there)


def bytes_of(folder):
    return b"\n".join(each.read_bytes() for each in sorted(folder.iterdir())).lower()


def words_of(record):
    """All words of a record but those of the run that made it, which says nothing of the report."""
    plain = replace(record, coded_with=CodedWith("", "", None))
    return set(WORD.findall(to_json(plain).lower().encode()))


def test_no_word_that_only_a_forgotten_report_had_is_in_any_file_of_the_record(tmp_path, records):
    before, secret, *others = records
    files = {}
    for name, rows in (("with", [*others, before, secret]), ("without", others)):
        (tmp_path / name).mkdir()
        files[name] = tmp_path / name / "r.db"
        for record in rows:
            with Writer(files[name], STARTED) as writer:
                writer.write([record])
    decided(files["with"], secret, about_it=True)
    decided(files["without"], secret, about_it=False)
    control, kept = (bytes_of(files[name].parent) for name in ("without", "with"))
    words = words_of(before) | words_of(secret) | {b"mumbletypeg", b"zwiebelfisch", b"quackenbush"}
    own = {word for word in words if word not in control}
    assert len([word for word in own if word in kept]) > 100
    for word in (
        b"zorblatt",
        b"yggdrasil",
        b"vexwire",
        b"qvortrup",
        b"hydropo",
        b"poppycock",
        b"roosyafederatsia",
    ):
        assert word in kept, word
    withdraw(files["with"], secret.report.id, made=STARTED, by="me", why="Balderdash")
    forget(files["with"], secret.report.id, **LAW)
    left = bytes_of(files["with"].parent)
    own |= {b"poppycock", b"balderdash", secret.report.id.encode()}
    assert sorted(word for word in own if word in left) == []
    assert not health_of(files["with"]).faults
    join(files["with"])
    left = bytes_of(files["with"].parent)
    assert sorted(word for word in own if word in left) == []
    with open_record(files["with"]) as one, open_record(files["without"]) as two:
        assert len(list(one.records())) == len(list(two.records())) == len(others)
        assert one.decisions() == two.decisions() == []
        known = (
            "SELECT id, name, kind, country, known, reports, mentions, events FROM known ORDER BY 1"
        )
        assert one.connection.execute(known).fetchall() == two.connection.execute(known).fetchall()
        revised = [each.report.revision_of for each in one.records()]
    assert revised == [None] * len(others)
    with Writer(files["with"], STARTED) as writer:
        assert all(writer.has(each.report, each.coded_with) for each in others[1:])
