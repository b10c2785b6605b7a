"""The encrypted file and its key: where they lie, how they are made, and when they are refused.

SQLite through SQLCipher, a rollback journal and `synchronous=EXTRA`: what was acknowledged is on the disk. The key is 32 random bytes in a
file that only its owner can read. A store that cannot be opened is never replaced by an empty one.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import sqlcipher3  # type: ignore[import-untyped]

# sqlite-utils then opens files with SQLCipher and catches its errors, not those of the standard library.
sys.modules.setdefault("pysqlite3", sqlcipher3)
# It also imports pandas where that is installed (for Streamlit, here) and does not need it: a second of every command.
_without_pandas = "pandas" not in sys.modules
if _without_pandas:
    sys.modules["pandas"] = None  # type: ignore[assignment]
from sqlite_utils import Database  # noqa: E402
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # noqa: E402

if _without_pandas:
    del sys.modules["pandas"]

from digitiser.errors import StoreError  # noqa: E402
from digitiser.settings import STORE_CACHE_KIB, STORE_WAIT_SECONDS  # noqa: E402

STORE_FILE, KEY_FILE, UNFINISHED = "store.sqlite", "store.key", ".new"
_SYNCED = ("onedrive", "dropbox", "google drive", "googledrive", "icloud", "mobile documents", "nextcloud", "owncloud")
_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "fuse.sshfs", "fuse.rclone", "davfs")
_MOUNTS = Path("/proc/self/mounts")  # Linux only
_DDL = frozenset((*range(1, 9), *range(10, 18), 24, 25, 26, 29, 30))  # SQLite's CREATE, DROP, ATTACH, DETACH, ALTER

if sqlite3 is not sqlcipher3.dbapi2 and sqlite3 is not sqlcipher3:
    raise ImportError("digitiser.store must be imported before sqlite_utils: the store would not be encrypted")


__all__ = ["Database", "Vault", "exists", "open_vault", "query"]
T = TypeVar("T")


class Vault:
    """One open store file. Threads share it (one at a time); other processes are waited for, up to STORE_WAIT_SECONDS."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self._database = database
        self._lock = threading.RLock()

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """The database, to read; several statements see one state."""
        with self._lock, _plain_errors(self.folder), self._database.atomic():
            yield self._database

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """The database in one transaction: all that is written in it is kept, or nothing."""
        with self._lock, _plain_errors(self.folder), self._database.atomic():
            # A write that changes nothing takes the write lock before anything is read: else two processes could read the same revision.
            self._database.execute("UPDATE about SET value = value WHERE 0")
            yield self._database

    def check(self) -> tuple[str, ...]:
        """What SQLCipher, SQLite and the foreign keys have to say against the file; empty when it is sound."""
        found: list[str] = []
        with self._lock:
            for pragma in ("cipher_integrity_check", "integrity_check", "foreign_key_check"):
                try:
                    answers = self._database.execute(f"PRAGMA {pragma}").fetchall()
                except sqlite3.DatabaseError as error:
                    found.append(f"{pragma}: {error}")
                    continue
                found += [f"{pragma}: {answer[0]}" for answer in answers if answer[0] != "ok"]
        return tuple(found)

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._database.close()


def query(db: Database, shape: type[T], sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> tuple[T, ...]:
    """The rows of a query as dataclasses: its columns are named as their fields."""
    return msgspec.convert(list(db.query(sql, parameters)), tuple[shape, ...], strict=False)  # type: ignore[valid-type]


def exists(folder: Path) -> bool:
    """Whether a store, or a part of one, lies in the folder."""
    return (folder / STORE_FILE).exists() or (folder / KEY_FILE).exists()


def open_vault(folder: Path, prepare: Callable[[Database], None]) -> Vault:
    """Opens the store in `folder`; where there is none at all, makes one. `prepare` brings the tables up to date.

    StoreError where a store is there and cannot be read: its key is missing or wrong, the key lies without its store, the file is damaged,
    the folder is shared over a network or synchronised with one, or may not be written.
    """
    folder = folder.expanduser().absolute()
    _refuse_shared(folder)
    file, key_file = folder / STORE_FILE, folder / KEY_FILE
    with _plain_errors(folder):
        if not file.exists():
            _make(folder, prepare)
        elif not key_file.exists():
            raise StoreError(
                f"The key of the store is missing: there is no {key_file}.",
                "Put the key back (from the backup that was made with the store). Nothing was changed; without its key nobody can open it.",
            )
        database = _connect(file, _read_key(key_file))
        try:
            prepare(database)
        except BaseException:
            database.close()
            raise
        _ = database.supports_on_conflict  # sqlite-utils finds out by making a table, once; after this line nothing may
        database.conn.set_authorizer(lambda action, *_: sqlite3.SQLITE_DENY if action in _DDL else sqlite3.SQLITE_OK)
    return Vault(folder, database)


def _make(folder: Path, prepare: Callable[[Database], None]) -> None:
    """A new store. It is complete under another name before its key takes its own; then the store does: a crash leaves nothing ambiguous.

    A key without its store is either this last step, to be finished, or a store that is lost. Of several processes that begin at once, the
    one whose key is there first makes the store.
    """
    file, key_file = folder / STORE_FILE, folder / KEY_FILE
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not key_file.exists():
        key = secrets.token_bytes(32)
        new_file, new_key = _unfinished(folder, key), folder / f"{KEY_FILE}-{secrets.token_hex(4)}{UNFINISHED}"
        os.close(os.open(new_file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        database = _connect(new_file, key)
        prepare(database)
        database.close()
        _write_key(new_key, key)
        if not _publish(new_key, key_file):
            new_file.unlink()
        new_key.unlink(missing_ok=True)
        _sync_folder(folder)
    new_file = _unfinished(folder, _read_key(key_file))
    try:
        new_file.rename(file)
    except FileNotFoundError:
        if not file.exists():  # else another process has just done it
            raise StoreError(
                f"The store is missing: there is a key, but no {file}.",
                "Put the store back from the backup, or choose another folder with --store. No empty store was made in its place.",
            ) from None
    for leftover in folder.glob(f"store.*{UNFINISHED}*"):  # of a crash, or of another process that is at it now
        with suppress(FileNotFoundError):
            if time.time() - leftover.stat().st_mtime > 3600:
                leftover.unlink()
    _sync_folder(folder)


def _unfinished(folder: Path, key: bytes) -> Path:
    """Where the store of this key lies until it is published."""
    return folder / f"{STORE_FILE}-{hashlib.sha256(key).hexdigest()[:8]}{UNFINISHED}"


def _publish(new_key: Path, key_file: Path) -> bool:
    """Gives the key its name, unless there is one already; whether it did."""
    try:
        os.link(new_key, key_file)
    except FileExistsError:
        return False
    except OSError:  # a disk without links, as most sticks are: then without the guard against another process
        new_key.rename(key_file)
    return True


def _connect(file: Path, key: bytes) -> Database:
    connection = sqlite3.connect(
        f"{file.as_uri()}?mode=rw", uri=True, isolation_level=None, check_same_thread=False, timeout=STORE_WAIT_SECONDS
    )
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in (
            "cipher_log_level = NONE",  # else a wrong key prints three lines of its own on stderr
            "journal_mode = DELETE",
            "synchronous = EXTRA",
            "secure_delete = ON",
            "foreign_keys = ON",
            "trusted_schema = OFF",
            "cell_size_check = ON",
            f"cache_size = -{STORE_CACHE_KIB}",  # each page that is read again is decrypted again
            "temp_store = MEMORY",  # nothing that is sorted or grouped goes into a file in clear
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return Database(connection, execute_plugins=False)


def _write_key(file: Path, key: bytes) -> None:
    with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as handle:
        handle.write(key.hex() + "\n")
        handle.flush()
        os.fsync(handle.fileno())


def _read_key(file: Path) -> bytes:
    if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise StoreError(f"Other users of this computer can read the key {file}.", f'Run: chmod 600 "{file}"')
    try:
        key = bytes.fromhex(file.read_text("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != 32:
        raise StoreError(
            f"The key of the store is damaged: {file}.", "Put it back from the backup. Nothing was changed."
        )
    return key


def _refuse_shared(folder: Path) -> None:
    """Locks do not hold on network drives, and a synchronised folder uploads what lies in it."""
    synced = [part for part in folder.parts if any(word in part.casefold() for word in _SYNCED)]
    network = False
    if _MOUNTS.exists():
        entries = [line.split() for line in _MOUNTS.read_text("utf-8", "replace").splitlines()]
        over = [(Path(e[1].replace("\\040", " ")), e[2]) for e in entries if len(e) > 2]
        holding = [(mount, kind) for mount, kind in over if folder == mount or mount in folder.parents]
        network = bool(holding) and max(holding, key=lambda m: len(m[0].parts))[1] in _NETWORK
    if synced or network:
        why = f'"{synced[0]}" is synchronised with another computer' if synced else "it lies on a network drive"
        raise StoreError(
            f"The store cannot be kept in {folder}: {why}.", "Choose a folder on this computer's own disk with --store."
        )


def _sync_folder(folder: Path) -> None:
    with suppress(OSError, AttributeError):  # Windows has no such thing for folders
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _plain_errors(folder: Path) -> Iterator[None]:
    """Says in words what SQLite and the disk say in codes."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except (sqlite3.DatabaseError, OSError) as error:
        raise _explained(folder, error) from error


def _explained(folder: Path, error: Any) -> StoreError:
    text = str(error)
    if "full" in text or getattr(error, "errno", None) == 28:
        return StoreError(
            f"The disk that holds the store {folder} is full.",
            "Make room and run the same again: what was saved before is safe.",
        )
    if "locked" in text:
        return StoreError(
            f"Another program has held the store {folder} for too long.",
            "Close the other one, then run the same again.",
        )
    if "readonly" in text or "unable to open" in text or isinstance(error, PermissionError):
        return StoreError(
            f"The store {folder} cannot be written.",
            "See that the folder is there and yours, or choose another one with --store.",
        )
    if "not a database" in text or "malformed" in text or "disk I/O" in text:
        return StoreError(
            f"The store {folder} cannot be read: its key does not fit, or it is damaged.",
            "Put store.sqlite and store.key back from the same backup. Nothing was changed, and no empty store was made in its place.",
        )
    return StoreError(
        f"The store {folder} failed: {type(error).__name__}.", "Run `digitiser verify` to see whether it is sound."
    )


def storable(text: str) -> str:
    """Text as the file can hold it: a file's name may have bytes that are no text."""
    return text.encode("utf-8", "replace").decode()
