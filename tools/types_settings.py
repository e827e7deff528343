"""Settings for the type checker only: the real ones, with placeholders for what must be set."""

import os

os.environ.setdefault("TRATO_SECRET_KEY", "for-types-only-" + "0" * 50)
os.environ.setdefault("TRATO_MASTER_KEY", "A" * 43 + "=")

from trato.entrypoints.django_settings import *  # noqa: F403
