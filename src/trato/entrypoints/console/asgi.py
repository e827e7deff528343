"""The console's ASGI application, for any ASGI server."""

import os
from pathlib import Path
from typing import cast

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trato.entrypoints.django_settings")  # noqa: TID251

_desk = get_asgi_application()

# Django must be set up before its sessions are imported.
from trato.entrypoints.console.files import Application, StaticFiles  # noqa: E402
from trato.entrypoints.console.live.app import Live  # noqa: E402

application = StaticFiles(
    cast(Application, Live(_desk)),
    folder=Path(__file__).parent / "static",
    prefix="/static/",
)
