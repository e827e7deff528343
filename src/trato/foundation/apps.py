"""Raises the walls after every migration, so that no new table is ever left open."""

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

from trato.foundation.lists import write_lists

_STATEMENTS_PREPARED_MAX = 400


class Foundation(AppConfig):
    """Django's hook for the walls, and for what connections remember and how they write lists."""

    name = "trato.foundation"
    label = "foundation"

    def ready(self) -> None:
        """Listen for migrations and for connections."""
        pre_migrate.connect(_lower_views, dispatch_uid="views")
        post_migrate.connect(_raise_walls, dispatch_uid="walls")
        connection_created.connect(_remember_plans, dispatch_uid="plans")


def _remember_plans(*, connection: Any, **_: Any) -> None:
    # A worker asks more kinds of questions than the driver keeps by default.
    connection.connection.prepared_max = _STATEMENTS_PREPARED_MAX
    write_lists(connection.connection.adapters)


def _lower_views(*, using: str, **_: Any) -> None:
    from trato.foundation import creditor_walls

    # A table cannot change under a view; they are made anew when the walls are raised.
    with connections[using].cursor() as cursor:
        creditor_walls.lower(cursor)


def _raise_walls(*, app_config: AppConfig, using: str, **_: Any) -> None:
    # Models can be imported only once every app is loaded, which is after this module.
    from trato.foundation import walls
    from trato.foundation.database import application_role

    # Django signals once per app that has models; the walls want all tables to be there.
    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    if app_config.name == last.name:
        walls.raise_walls(using=using, application_role=application_role())
