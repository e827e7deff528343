"""Lets the collector of cycles rest where millions of values come and go, none referring back."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_OBJECTS_BETWEEN: Final = 200_000
_OBJECTS_UNDER_WAY: Final = 10_000


@contextmanager
def rare_sweeps() -> Iterator[None]:
    """Run a block with a sweep every couple of hundred thousand values, not every few hundred.

    The usual pace goes over the whole program again and again: a third of an import's time.
    """
    usual = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def settle_in() -> None:
    """Take what is loaded by now for lasting: no later sweep looks through it. For loops.

    What comes later is swept by the ten thousand: a batch under way is thousands of values, all of
    them in use, and the usual pace would look through them several times.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_UNDER_WAY, *gc.get_threshold()[1:])
