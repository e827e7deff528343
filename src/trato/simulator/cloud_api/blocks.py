"""People a business number has blocked: only those who wrote lately, and so many at once."""

from datetime import datetime

from trato.simulator.cloud_api.errors import Failure
from trato.simulator.cloud_api.parts import obj
from trato.simulator.http import Json
from trato.simulator.people.town import Handset, Town

AT_ONCE_MAX = 1_000
LIST_MAX = 64_000
_NOT_RECENT = 139100
_UNKNOWN = 139102


class Blocks:
    """One list a number. A blocked person can neither be written to nor heard."""

    def __init__(self, town: Town) -> None:
        """Block people of this town."""
        self._town = town
        self._held: dict[str, dict[str, str]] = {}

    def holds(self, phone_number_id: str, phone: str) -> bool:
        """Say whether the number has blocked this person."""
        return phone in self._held.get(phone_number_id, ())

    def blocked(self, phone_number_id: str) -> list[Json]:
        """Return whom the number has blocked."""
        held = self._held.get(phone_number_id, {})
        return [{"messaging_product": "whatsapp", "wa_id": wa_id} for wa_id in held.values()]

    def block(self, phone_number_id: str, users: list[str], now: datetime) -> Json | Failure:
        """Block people, each by itself: some may be refused."""
        if not 1 <= len(users) <= AT_ONCE_MAX:
            return Failure(code=100, details=f"block_users must hold 1 to {AT_ONCE_MAX} users.")
        held = self._held.setdefault(phone_number_id, {})
        added, failed = [], []
        for user in users:
            handset = self._find(user)
            if handset is None or len(held) >= LIST_MAX:
                failed.append(_failed(user, _UNKNOWN, "The user cannot be blocked."))
            elif not handset.line(phone_number_id).in_window(now):
                failed.append(_failed(user, _NOT_RECENT, "The user has not written in 24 hours."))
            else:
                held[handset.phone] = handset.wa_id
                added.append({"input": user, "wa_id": handset.wa_id})
        return _shown("added_users", added, failed)

    def unblock(self, phone_number_id: str, users: list[str]) -> Json:
        """Let people back in."""
        held = self._held.setdefault(phone_number_id, {})
        removed, failed = [], []
        for user in users:
            handset = self._find(user)
            wa_id = held.pop(handset.phone, None) if handset else None
            if wa_id:
                removed.append({"input": user, "wa_id": wa_id})
            else:
                failed.append(_failed(user, _UNKNOWN, "The user is not blocked."))
        return _shown("removed_users", removed, failed)

    def _find(self, user: str) -> Handset | None:
        return self._town.by_user_id(user) or self._town.by_phone(user)


def users_of(body: Json) -> list[str]:
    """Read `{"block_users": [{"user": …}]}`."""
    return [str(obj(row).get("user", "")) for row in body.get("block_users") or ()]


def _failed(user: str, code: int, why: str) -> Json:
    error = {"message": why, "code": code, "error_data": {"details": why}}
    return {"input": user, "wa_id": None, "errors": [error]}


def _shown(name: str, done: list[Json], failed: list[Json]) -> Json:
    users: Json = {name: done}
    if failed:
        users["failed_users"] = failed
    return {"messaging_product": "whatsapp", "block_users": users}
