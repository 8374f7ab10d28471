"""Short sources of every kind, and a batch of them: what tests of batches share."""

import hashlib
import json
import shutil
from pathlib import Path

from dragoman.batch import Account, Folder, Job, Setup, fold
from dragoman.batch.plan import Planning, plan
from dragoman.ingest import ReadOptions
from dragoman.lexicon import load_tables
from dragoman.parse import DEFAULT_MODEL, describe_model
from dragoman.pipeline import made_by
from dragoman.settings import Settings
from dragoman.store import Writer, open_record

STARTED = "2031-05-06T00:00:00Z"
TEXTS = [
    "Norland's foreign minister met the president of Sudria in Geneva on Monday.",
    "The government of France condemned the attack on Thursday and promised help.",
    "\u201cWe will not sign,\u201d the prime minister of Norland said. Sudria called it a threat.",
    "China and Russia oppose new sanctions against Iran, diplomats said in Vienna.",
    "Police arrested forty people after a protest in Paris against the reform.",
    "Germany will send tanks to Ukraine, the chancellor told parliament in Berlin.",
]


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


def setup_of():
    model, tables = describe_model(DEFAULT_MODEL), load_tables()
    return Setup.of(Settings(), ReadOptions(), made_by(model, tables))


def shards_of(sources, folder="parts", size=200, mine=(1, 1)):
    made = Planning(setup_of(), load_tables(), str(folder), size)
    return list(plan([str(source) for source in sources], made, mine))


def sources_in(folder):
    """A folder of all kinds of sources, some of which hold no report that can be coded."""
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
