"""The console's ASGI application, for any ASGI server."""

import os
from pathlib import Path
from typing import cast

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trato.entrypoints.django_settings")  # noqa: TID251

django.setup(set_prefix=False)

# Django must be set up before its sessions are imported.
from trato.entrypoints.console.crowd import AT_ONCE_MAX  # noqa: E402
from trato.entrypoints.console.desk import Desk  # noqa: E402
from trato.entrypoints.console.files import Application, StaticFiles  # noqa: E402
from trato.entrypoints.console.live.app import Live  # noqa: E402
from trato.entrypoints.console.received import Received  # noqa: E402

application = StaticFiles(
    cast(Application, Live(Received(Desk(threads=AT_ONCE_MAX)))),
    folder=Path(__file__).parent / "static",
    prefix="/static/",
)
