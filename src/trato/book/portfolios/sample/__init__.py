"""Portfolios to try the product with: real balances and delays, invented people.

`README.md` beside this says where the numbers come from; a committed script builds the files.
"""

from importlib.resources import files
from pathlib import Path
from typing import Final

NAMES: Final = ("cooperativa", "assessoria")


def path(name: str) -> Path:
    """Return where a sample portfolio stands on disk.

    Raises:
        KeyError: there is no sample of that name.
    """
    if name not in NAMES:
        raise KeyError(name)
    return Path(str(files(__name__).joinpath(f"{name}.csv")))
