"""Raises the walls after every migration, so that no new table is ever left open."""

from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class Foundation(AppConfig):
    """Django's hook for the walls."""

    name = "trato.foundation"
    label = "foundation"

    def ready(self) -> None:
        """Listen for migrations."""
        post_migrate.connect(_raise_walls, dispatch_uid="walls")


def _raise_walls(*, app_config: AppConfig, using: str, **_: Any) -> None:
    # Models can be imported only once every app is loaded, which is after this module.
    from trato.foundation import walls
    from trato.foundation.database import application_role

    # Django signals once per app that has models; the walls want all tables to be there.
    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    if app_config.name == last.name:
        walls.raise_walls(using=using, application_role=application_role())
