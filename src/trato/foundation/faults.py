"""Named places at which a crash test may end this process at once, as `kill -9` would."""

import os
import random
import signal

from trato.foundation import settings

_armed: dict[str, float] | None = None


def fault_point(name: str) -> None:
    """Die here with the probability set for this name (`TRATO_FAULT_POINTS=name=0.01,...`)."""
    global _armed
    if _armed is None:
        pairs = (part.split("=") for part in settings.fault_points().split(",") if "=" in part)
        _armed = {key.strip(): float(value) for key, value in pairs}
    if _armed and random.random() < _armed.get(name, 0.0):  # noqa: S311
        os.kill(os.getpid(), signal.SIGKILL)
