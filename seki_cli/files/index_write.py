"""Writing the index: a new state in new files, whole or not at all, while whoever reads goes on with the old ones."""

import fcntl
import json
import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from seki_cli.files.durable import flush_file, write_over
from seki_cli.files.index import FOREVER, State, fold_over, open_index, replace_owners
from seki_cli.files.index_parts import Kept, Outside, Part
from seki_cli.files.index_rows import plain, text_of
from seki_cli.files.index_sheets import FOLDER, NAMED, POINTER, Sheet, address_of, find_sheets, is_ours

_LONG: Final = 6 * 3600
"""How many seconds nobody writes an index, whatever its size."""

_MANY: Final = 1000
"""So many replaced owners the small file bears: then it is written into a new large one, so that copying it stays cheap."""

_LOCK: Final = "lock"
_TABLES: Final = """
create table meta (name text primary key, value text not null) without rowid;
create table replaced (of text not null, name text not null, primary key (of, name)) without rowid;
create table cases (id text primary key, since integer not null, until integer not null, row text not null, marks text not null)
  without rowid;
create table due (case_id text not null, due_on text not null, row text not null);
create index due_by_day on due (due_on);
create index due_by_case on due (case_id);
create index cases_by_until on cases (until);
create index cases_by_since on cases (since);
create table faults (of text not null, finding text not null);
create index faults_of on faults (of);
create table tabled (meeting text not null, path text not null, case_id text not null);
create index tabled_by_path on tabled (path);
create index tabled_by_case on tabled (case_id);
create index tabled_by_meeting on tabled (meeting);
create table decided (case_id text not null, meeting text not null);
create index decided_by_case on decided (case_id);
create index decided_by_meeting on decided (meeting);
create table proposed (case_id text not null, kind text not null, row text not null);
create index proposed_by_kind on proposed (kind);
create index proposed_by_case on proposed (case_id);
create table packed (id text primary key, data blob not null, whole integer not null);
create table outside (path text primary key, data blob not null);
create table meetings (path text primary key, row text not null) without rowid;
create table stepped (path text not null, meeting text not null);
create index stepped_by_path on stepped (path);
create index stepped_by_meeting on stepped (meeting);
"""


def write_index(root: Path, state: State, parts: Iterable[Part]) -> bool:
    """Write a whole index and let it count; say whether it could be written. Whatever counted before counts no more.

    Where somebody else is writing one, nothing is written: nobody waits, and nobody does the same work beside another.
    """

    def fill(folder: Path, names: list[str]) -> None:
        with made_sheet(folder, names) as db:
            for part in parts:
                put_part(db, part)
        with made_sheet(folder, names) as db:
            _put_state(db, state)

    return _write(root, fill)


def renew_index(root: Path, state: State, part: Part, *, instead_of: State) -> bool:
    """Write what a newer state changes, whole or not at all, and say whether it was written: nobody waits for another writer.

    Where the index no longer is at the state that the part was worked out from, it stays as it is.
    """

    def fill(folder: Path, names: list[str]) -> None:
        sheets = find_sheets(root)
        index = open_index(root, instead_of.key)
        if index is None or sheets is None:
            raise LookupError
        index.close()
        if (index.state.tree, index.state.commit) != (instead_of.tree, instead_of.commit):
            raise LookupError
        large, newer = sheets
        names.append(large.name)
        with made_sheet(folder, names, like=newer) as db:
            put_part(db, part, over=True)
            _put_state(db, state)
            replaced = int(db.execute("select count(*) from replaced").fetchone()[0])
        if replaced > _MANY:
            small = names.pop()
            names.clear()
            with made_sheet(folder, names, like=large) as db:
                db.execute("attach ? as newer", (address_of(folder / small, "mode=ro&immutable=1"),))
                fold_over(db)
            with made_sheet(folder, names) as db:
                _put_state(db, state)
            take_away(folder, small)

    return _write(root, fill)


def forget_index(root: Path) -> None:
    """Let no index count any more: what is kept made no sense."""
    with suppress(OSError):
        if is_ours(root / FOLDER):
            (root / FOLDER / POINTER).unlink()


def _write(root: Path, fill: Callable[[Path, list[str]], None]) -> bool:
    """Let `fill` make the two files of a new state, name them, and take away those that count no more."""
    folder, names = root / FOLDER, list[str]()
    try:
        make_folder(folder)
        with alone(folder):
            before = _named_before(root)
            try:
                fill(folder, names)
                write_over(folder, POINTER, json.dumps([finished(folder, name) for name in names]).encode())
            except BaseException:
                for name in {*names} - before:
                    take_away(folder, name)
                raise
            for old in (before | _left(folder)) - {*names}:
                take_away(folder, old)
    except (OSError, sqlite3.Error, ValueError, LookupError, TypeError):  # a name that no letters stand for cannot be kept
        return False
    return True


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder for writing. OSError where another does; the lock goes with the process, however it ends."""
    fd = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(fd)


@contextmanager
def made_sheet(folder: Path, names: list[str], *, like: Sheet | None = None) -> Iterator[sqlite3.Connection]:
    """Yield a new file, empty or a copy of another, whose name nobody knows yet; it is on the disk afterwards."""
    name = f"index-{os.urandom(8).hex()}.sqlite"
    names.append(name)
    path = folder / name
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    if like is not None:
        shutil.copyfile(folder / like.name, path)
    db = sqlite3.connect(address_of(path, "mode=rw"), uri=True, isolation_level=None, timeout=0)
    try:
        db.execute("pragma journal_mode = off")
        db.execute("pragma synchronous = off")
        db.execute("pragma mmap_size = 0")
        if like is None:
            for statement in _TABLES.split(";\n"):
                db.execute(statement)
        db.execute("begin exclusive")
        yield db
        db.execute("commit")
    finally:
        db.close()
    flush_file(path)


def finished(folder: Path, name: str) -> tuple[str, int, int]:
    """Return a finished file as it is to be named."""
    found = (folder / name).lstat()
    return name, found.st_size, found.st_mtime_ns


def _named_before(root: Path) -> set[str]:
    try:
        return {sheet.name for sheet in find_sheets(root) or ()}
    except OSError:
        return set()


def _left(folder: Path) -> set[str]:
    """Return the files of writers that were killed; a younger one may belong to a state that was named a moment ago."""
    found = set()
    for path in folder.iterdir():
        named = NAMED.match(path.name)
        with suppress(OSError):
            if named and time.time() - path.lstat().st_mtime > _LONG:
                found.add(named[0])
    return found


def put_part(db: sqlite3.Connection, part: Part, *, over: bool = False) -> None:
    """Write a part. `over`: it stands over another file, whose rows of the same owners it replaces, as those of its own."""
    if over:
        replace_owners(db, {"cases": part.cases, "faults": part.faults, "outside": part.outside})
    kept = [(case_id, one) for case_id, one in part.cases.items() if one is not None]
    db.executemany("insert into cases values (?, ?, ?, ?, ?)", (_case_row(case_id, one) for case_id, one in kept))
    due = ((case_id, row.due_on.isoformat(), text_of(plain(row))) for case_id, one in kept for row in one.standing.due)
    db.executemany("insert into due values (?, ?, ?)", due)
    db.executemany("insert into decided values (?, ?)", ((case_id, m) for case_id, one in kept for m in one.standing.decided))
    proposed = ((case_id, row.kind, text_of(plain(row))) for case_id, one in kept for row in one.standing.proposals)
    db.executemany("insert into proposed values (?, ?, ?)", proposed)
    db.executemany("insert into packed values (?, ?, ?)", ((case_id, one.packed, one.whole) for case_id, one in kept))
    faults = ((of, text_of(plain(found))) for of, rows in part.faults.items() for found in rows)
    db.executemany("insert into faults values (?, ?)", faults)
    _put_outside(db, {path: one for path, one in part.outside.items() if one is not None})


def _put_outside(db: sqlite3.Connection, there: Mapping[str, Outside]) -> None:
    db.executemany("insert into outside values (?, ?)", ((path, one.packed) for path, one in there.items()))
    meetings = [(path, one.meeting, one.tabled) for path, one in there.items() if one.meeting]
    db.executemany("insert into meetings values (?, ?)", ((path, text_of(plain(m))) for path, m, _ in meetings))
    tabled = ((m.id, path, case) for path, m, cases in meetings for case in cases or ("",))
    db.executemany("insert into tabled values (?, ?, ?)", tabled)
    db.executemany("insert into stepped values (?, ?)", ((path, m) for path, one in there.items() for m in one.named))


def _put_state(db: sqlite3.Connection, state: State) -> None:
    db.execute("delete from meta")
    db.executemany("insert into meta values (?, ?)", _state_rows(state))


def _case_row(case_id: str, kept: Kept) -> tuple[str, int, int, str, str]:
    standing = kept.standing
    row = text_of([plain(standing.row), standing.same, standing.names])
    marks = text_of([[one.person, one.texts] for one in standing.marks])
    return case_id, kept.since or 0, FOREVER if kept.until is None else kept.until, row, marks


def _state_rows(state: State) -> Iterator[tuple[str, str]]:
    yield "key", state.key
    yield "tree", state.tree
    yield "commit", state.commit
    yield "newest", state.newest.isoformat() if state.newest else ""
    yield "profile", text_of(state.profile)
    yield "ignoring", "yes" if state.ignoring else ""


def make_folder(folder: Path) -> None:
    """Make the folder of what is kept, closed to others. OSError where something else stands in its place."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and found.st_mode & 0o077:
        folder.chmod(0o700)
    if not is_ours(folder):
        raise NotADirectoryError


def take_away(folder: Path, name: str) -> None:
    """Remove a file that counts no more; whoever has it open goes on with it."""
    with suppress(OSError):
        (folder / name).unlink()
