"""Django's hook for the console: what the sign-in library tells is journaled."""

from django.apps import AppConfig


class Console(AppConfig):
    """The desk."""

    name = "trato.entrypoints.console"

    def ready(self) -> None:
        """Listen to the sign-in library."""
        # Models can be imported only once every app is loaded.
        from trato.entrypoints.console import sign_in_news

        sign_in_news.listen()
