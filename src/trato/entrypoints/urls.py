"""Every address of the desk lane: the REST API, then the console's pages."""

from django.urls import include, path

from trato.entrypoints.console.urls import handler400, handler403, handler404, handler500
from trato.entrypoints.console.views.errors import too_many

# The sign-in library looks for it under this name.
handler429 = too_many

__all__ = ["handler400", "handler403", "handler404", "handler429", "handler500", "urlpatterns"]

urlpatterns = [
    path("api/", include("trato.entrypoints.api.routes")),
    path("", include("trato.entrypoints.console.urls")),
]
