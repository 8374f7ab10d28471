"""The record on disk: an SQLite file that only grows, read beside its writer."""

from dragoman.store.actors import Profile
from dragoman.store.answers import NUMBERS
from dragoman.store.between import Deed
from dragoman.store.changes import Change, Compared, Run
from dragoman.store.database import full_text_is_there
from dragoman.store.datasette import datasette_metadata
from dragoman.store.forget import Erased, Tombstone, forget
from dragoman.store.free import query
from dragoman.store.health import Health, health_of
from dragoman.store.identities import Decision, Identities
from dragoman.store.journal import Journal, journal_for
from dragoman.store.parts import Columns, append, part_columns, part_row
from dragoman.store.places import Place
from dragoman.store.read import StoredRecord, open_record
from dragoman.store.rows import NESTED
from dragoman.store.stances import Stance
from dragoman.store.withdraw import Withdrawal, restore, withdraw
from dragoman.store.write import Writer

__all__ = [
    "NESTED",
    "NUMBERS",
    "Change",
    "Columns",
    "Compared",
    "Decision",
    "Deed",
    "Erased",
    "Health",
    "Identities",
    "Journal",
    "Place",
    "Profile",
    "Run",
    "Stance",
    "StoredRecord",
    "Tombstone",
    "Withdrawal",
    "Writer",
    "append",
    "datasette_metadata",
    "forget",
    "full_text_is_there",
    "health_of",
    "journal_for",
    "open_record",
    "part_columns",
    "part_row",
    "query",
    "restore",
    "withdraw",
]
