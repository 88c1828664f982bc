"""More steps than the small story has: each raw write of a file, each statement of the ledger.

What the operating system would be asked for, the program is asked for here: half-written files are among the states that a
killed run leaves, and a full disk may also strike while the ledger writes.
"""

import builtins
import errno
import io
import sqlite3

from fault_story import Faults

_SQLITE_CODES = {errno.ENOSPC: ("database or disk is full", sqlite3.SQLITE_FULL)}
_IOERR = ("disk I/O error", sqlite3.SQLITE_IOERR)
_REAL_OPEN = io.open
_WRITING = frozenset("wax+")


class EveryCall(Faults):
    """Faults at the calls that a real command makes, wherever in it they are."""

    def install(self):
        super().install()
        io.open = builtins.open = self._open
        real = sqlite3.connect
        sqlite3.connect = lambda *arguments, **options: real(
            *arguments, **options, factory=self._connection()
        )

    def _open(self, file, mode="r", *arguments, **options):
        if self.folder not in str(file) or not _WRITING & set(mode):
            return _REAL_OPEN(file, mode, *arguments, **options)
        names = ("buffering", "encoding", "errors", "newline")
        said = {**dict(zip(names, arguments, strict=False)), **options}
        raw = _SteppingFile(str(file), mode.replace("b", "").replace("t", ""))
        raw.step = self.step
        binary = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        if "b" in mode:
            return binary
        return io.TextIOWrapper(
            binary, said.get("encoding"), said.get("errors"), said.get("newline")
        )

    def _connection(self):
        faults = self

        class Connection(sqlite3.Connection):
            def execute(self, *arguments):
                faults.statement()
                return super().execute(*arguments)

            def executemany(self, *arguments):
                faults.statement()
                return super().executemany(*arguments)

            def executescript(self, *arguments):
                faults.statement()
                return super().executescript(*arguments)

        return Connection

    def statement(self):
        """Count a statement as a step; its fault is SQLite's own word for the system's."""
        try:
            self.step("statement")
        except OSError as error:
            text, code = _SQLITE_CODES.get(error.errno, _IOERR)
            found = sqlite3.OperationalError(text)
            found.sqlite_errorcode = code
            raise found from error


class _SteppingFile(io.FileIO):
    """A file whose every raw write is a step, so that buffers are flushed into a full disk as in real life."""

    step = None

    def write(self, content):
        self.step("write")
        return super().write(content)
