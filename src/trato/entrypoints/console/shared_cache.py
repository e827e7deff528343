"""The framework's cache, kept where every web process sees it: limits hold over all of them.

The sign-in library counts tries and marks used codes in it. Kept by each process for itself, two
processes would allow twice the tries, and a code would be good once in each.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.utils import timezone

from trato.book.access import remember


class SharedCache(BaseCache):
    """Words and numbers by name, in the database."""

    def __init__(self, _place: str, params: dict[str, Any]) -> None:
        """Take the framework's parameters."""
        super().__init__(params)

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep a value unless there is one; tell whether it was kept."""
        name = self.make_key(key, version=version)
        return remember.say_first(name, value, until=self._until(timeout), at=timezone.now())

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return a value, or the default."""
        said = remember.recall(self.make_key(key, version=version), at=timezone.now())
        return default if said is None else said

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Keep a value."""
        name = self.make_key(key, version=version)
        remember.say(name, value, until=self._until(timeout), at=timezone.now())

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget a value."""
        return remember.forget(self.make_key(key, version=version))

    def clear(self) -> None:
        """Forget everything."""
        remember.forget_all()

    def _until(self, timeout: Any) -> datetime:
        epoch = self.get_backend_timeout(timeout)
        if epoch is None:
            return timezone.now() + timedelta(days=1)
        return datetime.fromtimestamp(epoch, tz=UTC)
