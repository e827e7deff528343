"""The console's ASGI application, for any ASGI server."""

import os
from pathlib import Path
from typing import cast

from django.core.asgi import get_asgi_application

from trato.entrypoints.console.files import Application, StaticFiles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trato.entrypoints.django_settings")  # noqa: TID251

application = StaticFiles(
    cast(Application, get_asgi_application()),
    folder=Path(__file__).parent / "static",
    prefix="/static/",
)
