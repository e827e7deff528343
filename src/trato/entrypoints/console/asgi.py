"""The console's ASGI application, for any ASGI server."""

import os
from pathlib import Path

from django.core.asgi import get_asgi_application

from trato.entrypoints.console.files import StaticFiles

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trato.entrypoints.django_settings")  # noqa: TID251

application = StaticFiles(
    get_asgi_application(), folder=Path(__file__).parent / "static", prefix="/static/"
)
