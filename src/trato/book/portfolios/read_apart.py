"""The process beside an import that reads its file: `read_ahead.py` starts it and asks for rows."""

import signal
import sys
from multiprocessing.connection import Connection

from trato.book.portfolios.make_ready import Readier
from trato.book.portfolios.source import Source
from trato.foundation.sweeps import rare_sweeps


def read_for(asker: Connection) -> None:
    """Take a file and how to read it; give its rows, chunk by chunk, then None, or what went wrong.

    A chunk waits in the pipe until it is taken. Ends when nobody is there to take it.
    """
    # Whoever presses Ctrl-C means the one who asks; the end of the pipe tells us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        looked, readier = _asked(asker)
        with rare_sweeps():
            for chunk in readier.chunks(looked.rows()):
                asker.send(chunk.packed())
        asker.send(None)
    except (BrokenPipeError, ConnectionResetError, EOFError):
        return
    except Exception as problem:
        asker.send(problem)


def _asked(asker: Connection) -> tuple[Source, Readier]:
    asked: tuple[Source, Readier] = asker.recv()
    return asked


if __name__ == "__main__":
    read_for(Connection(int(sys.argv[1])))
