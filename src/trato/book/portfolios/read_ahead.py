"""Reads a file while the database takes what was read: a large one in a process of its own.

The process is given the file and one organisation's keys, never the database. It holds one chunk
ready and waits for it to be asked for; when whoever asks ends, it ends.
"""

import os
import subprocess
import sys
from collections.abc import Generator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from trato.book.portfolios import read_apart
from trato.book.portfolios.make_ready import Readier, ReadyChunk
from trato.book.portfolios.source import Source

# A smaller file is read before another process would have begun.
_APART_BYTES: Final = 2_000_000


class ReaderLost(Exception):
    """The process that read the file ended before the file did."""


def ready_chunks(looked: Source, readier: Readier) -> Generator[ReadyChunk]:
    """Yield a file's rows, ready to be written.

    Raises:
        ImportRefused: a cell is too large, or the file breaks off.
        ReaderLost: the process that read it was ended from outside.
    """
    if _size(looked) < _APART_BYTES or (os.cpu_count() or 1) < 2:
        yield from readier.chunks(looked.rows())
    else:
        yield from _from_apart(looked, readier)


def _size(looked: Source) -> int:
    content = looked.content
    return content.stat().st_size if isinstance(content, Path) else len(content)


def _from_apart(looked: Source, readier: Readier) -> Generator[ReadyChunk]:
    # Started anew, not forked: it shares no connection, lock or thread with us.
    ours, theirs = Pipe()
    with ours:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-m", read_apart.__name__, str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
        )
        theirs.close()
        try:
            _ask(ours, looked, readier)
            while chunk := _next(ours):
                yield chunk
        finally:
            process.terminate()
            process.wait()


def _ask(ours: Connection, looked: Source, readier: Readier) -> None:
    try:
        ours.send((looked, readier))
    except OSError:
        raise ReaderLost from None


def _next(ours: Connection) -> ReadyChunk | None:
    try:
        told: Any = ours.recv()
    except (EOFError, OSError):
        raise ReaderLost from None
    if isinstance(told, Exception):
        raise told
    return None if told is None else ReadyChunk.unpacked(told)
