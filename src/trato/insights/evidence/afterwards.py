"""Tells each message what was done to it afterwards, and each such act which one it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from trato.casework.conversations import about
from trato.casework.conversations.about import Act
from trato.casework.conversations.whole import Place
from trato.door.outbox import archived as outbox
from trato.insights.archive.values import Source
from trato.insights.evidence.values import Later, Said


class Afterwards:
    """Reactions, edits and deletions of a thread, by what they are about."""

    def __init__(
        self, acts: Sequence[Act], known: Mapping[str, UUID], at: Mapping[UUID, datetime]
    ) -> None:
        """Sort acts under the messages that the provider's ids in `known` name."""
        self._at = at
        self._about: dict[UUID, UUID] = {}
        self._later: dict[UUID, list[Later]] = {}
        for act in acts:
            target = known.get(act.target)
            if target is None or target not in at:
                continue
            self._about[act.item_id] = target
            later = Later(message_id=act.item_id, kind=act.kind, at=act.at, text=act.text)
            self._later.setdefault(target, []).append(later)

    def told(self, said: Said) -> Said:
        """Return a message with what it is about, and with what was done to it."""
        about_id = self._about.get(said.message_id)
        later = tuple(self._later.get(said.message_id, ()))
        if about_id is None and not later:
            return said
        about_at = self._at[about_id] if about_id else None
        return replace(said, about=about_id, about_at=about_at, later=later)


def afterwards_in(conversation_id: UUID, spots: Sequence[tuple[Place, Source]]) -> Afterwards:
    """Return what was done to the messages of a thread that stand at some spots."""
    acts = about.acts_in(conversation_id)
    wanted = {act.target for act in acts if act.target}
    known = about.told_as(conversation_id, wanted) | outbox.told_as(conversation_id, wanted)
    return Afterwards(acts, known, {item_id: at for (at, item_id), _source in spots})
