"""Plays the demo once and keeps its decisions' inputs, for `trato bench gate` to decide about.

What reaches the door in the demo mostly may leave, so that each input is kept a second time with
one fact changed: a stop, a paid debt, a closed window, a missing fact.

The people are invented; their first names become a mark that the suite puts new names in place of,
so that no two decisions of a run are about the same text. Run it again when facts change.
"""

import gzip
import re
import secrets
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from trato.door.policy import replay
from trato.door.policy import values as v
from trato.entrypoints.cli.bench.decisions.corpus import FILE, NAME_MARK
from trato.entrypoints.cli.demo import start_clock, temporary_home, watch
from trato.entrypoints.cli.house import open_house, use_environment
from trato.entrypoints.cli.supervise import Family
from trato.foundation.crypto import new_master_key

PEOPLE = 60
EVERY_KIND_MAX = 40
_SOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("contact", {"is_suppressed": True, "suppressed_reason": "opt_out"}),
    ("contact", {"opt_in": v.OptIn.REVOKED}),
    ("contact", {"opt_in": v.OptIn.UNKNOWN}),
    ("contact", {"not_before": _SOON}),
    ("contact", {"is_whatsapp_capable": False}),
    ("contact", {"state": v.ContactState.WRONG_PARTY}),
    ("contact", {"provenance": v.Provenance.PURCHASED}),
    ("window", {"last_inbound_at": None}),
    ("sender", {"is_connected": False}),
    ("sender", {"tier_limit": 250, "tier_used": 250}),
    ("identity", {"verified_at": None, "failures": 3, "locked_until": _SOON}),
    ("person", {"is_deceased": True}),
    ("person", {"is_represented": True}),
    ("person", {"is_vulnerable": True}),
    ("person", {"uf": "RJ", "municipality": "Rio de Janeiro"}),
    ("debts", {"state": v.DebtState.SETTLED}),
    ("debts", {"state": v.DebtState.DISPUTED}),
    ("debts", {"legal_basis": None}),
    ("counters", {"last_day": 1, "last_week": 3, "last_month": 8}),
    ("organisation", {"actor_role": v.ActorRole.THIRD_PARTY_COLLECTOR}),
    ("draft", {"text": f"{NAME_MARK}, pague hoje ou vamos mandar prender você."}),
    ("draft", {"is_reply": False}),
    ("now", {}),
    ("contact", {}),
    ("creditor", {}),
]


def main() -> None:
    use_environment(
        TRATO_MASTER_KEY=new_master_key(),
        TRATO_SECRET_KEY=secrets.token_hex(32),
        TRATO_DATABASE_URL="",
    )
    start_clock(100.0)
    with temporary_home() as home, open_house(home=home):
        from trato.entrypoints.cli.story import Story

        family = Family(logs=home / "logs")
        try:
            story = Story.begin(family, seed=7)
            story.import_portfolios(people=PEOPLE, file=None, tell=_tell)
            story.launch(tell=_tell)
            watch(story, family)
            recorded = sorted(_thinned(_lines(story)))
            lines = recorded + [changed(line, number) for number, line in enumerate(recorded)]
        finally:
            family.stop()
    # No time stamp inside: the same decisions make the same file.
    FILE.write_bytes(gzip.compress(b"\n".join(lines), mtime=0))
    _tell(f"{len(lines)} decisões em {FILE}")


def _lines(story: object) -> Iterator[tuple[str, bytes]]:
    from trato.book.people import read as people
    from trato.door.outbox.models import Decision, Message
    from trato.foundation.tenancy import within

    for cast in story.casts:  # type: ignore[attr-defined]
        with within(cast.organisation_id):
            holders = dict(Message.objects.values_list("id", "person_id"))
            names = {i: c.first_name for i, c in people.cards(set(holders.values())).items()}
            kinds = dict(Message.objects.values_list("id", "message_class"))
            for row in Decision.objects.order_by("id").iterator():
                name = re.escape(names[holders[row.message_id]])
                line = bytes(row.inputs).decode()
                kind = f"{kinds[row.message_id]}:{row.verdict}"
                yield kind, re.sub(rf"\b{name}\b", NAME_MARK, line).encode()


def _thinned(lines: Iterator[tuple[str, bytes]]) -> list[bytes]:
    """Keep at most so many of a kind and verdict, so that the rare ones weigh something."""
    kept: dict[str, dict[bytes, None]] = {}
    for kind, line in lines:
        of_kind = kept.setdefault(kind, {})
        if len(of_kind) < EVERY_KIND_MAX:
            of_kind[line] = None
    return [line for of_kind in kept.values() for line in of_kind]


def changed(line: bytes, number: int) -> bytes:
    """Return an input with one fact changed, each time another one."""
    draft, facts, now = replay.decode(line)
    part, values = CHANGES[number % len(CHANGES)]
    if part == "now":
        now += timedelta(hours=11)
    elif part == "draft":
        draft = replace(draft, **values)
    elif part == "debts":
        facts = replace(facts, debts=tuple(replace(debt, **values) for debt in facts.debts))
    elif not values:
        facts = replace(facts, **{part: None})
    else:
        old = getattr(facts, part)
        facts = replace(facts, **{part: replace(old, **values)}) if old else facts
    return replay.encode(draft, facts, now)


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    main()
