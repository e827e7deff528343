"""Everything in a demo's world that no log may hold, in every usual spelling."""

import re
from typing import Any

from trato.book.organisations import keys
from trato.book.organisations.models import Number
from trato.book.people import read as people
from trato.book.people import sealing
from trato.book.people.models import ContactPoint, Person
from trato.casework.conversations.models import InboundMessage
from trato.casework.payments.models import Charge
from trato.door.outbox.models import Message
from trato.entrypoints.cli import world
from trato.foundation import settings, tenancy
from trato.foundation.crypto import Vault

Wanted = dict[str, set[str]]
_SHORTEST_NAME, _SHORTEST_TEXT = 4, 8
_PARTICLES = {"dos", "das", "para"}


def everything_of(story: Any, environment: dict[str, str]) -> Wanted:
    """Collect from both organisations and from what the processes were started with."""
    kinds = ("names", "documents", "phones", "mails", "births", "texts", "pix", "secrets", "ids")
    wanted: Wanted = {kind: set() for kind in kinds}
    for cast in story.casts:
        with tenancy.within(cast.organisation_id):
            _people(wanted)
            _said(wanted)
            _secrets(wanted, cast)
    given = {**settings.process_environment(), **environment}
    for name, value in given.items():
        if re.fullmatch(r"TRATO_.*(KEY|TOKEN|SECRET)", name) and value:
            wanted["secrets"].add(value)
    wanted["secrets"].add(story.password)
    wanted["mails"].add(world.ADMINISTRATOR)
    return wanted


def found_in(text: str, wanted: Wanted) -> dict[str, int]:
    """Return how many of each kind stand in a text; names as whole words, in any case."""
    folded = text.casefold()
    words = set(re.findall(r"\w+", folded))
    found = {}
    for kind, values in wanted.items():
        if kind == "names":
            hits = [v for v in values if _stands(v.casefold(), folded, words)]
        else:
            hits = [v for v in values if v.casefold() in folded]
        if hits:
            found[kind] = len(hits)
    return found


def _stands(name: str, folded: str, words: set[str]) -> bool:
    return name in words or (" " in name and name in folded)


def _people(wanted: Wanted) -> None:
    vault = keys.vault()
    for row in Person.objects.all():
        wanted["names"] |= {row.name, *_parts(row.name)}
        wanted["documents"] |= _documents(people.document_of(row.id))
        if row.birth_sealed:
            place = sealing.birth_place(row.id)
            wanted["births"] |= _days(vault.open(bytes(row.birth_sealed), place=place))
    for point in ContactPoint.objects.all():
        value = people.address_of(point.id)
        wanted["mails" if point.kind == "email" else "phones"] |= (
            {value} if point.kind == "email" else _phones(value)
        )
        if point.wa_id_sealed:
            place = sealing.wa_id_place(point.id)
            wanted["phones"].add(vault.open(bytes(point.wa_id_sealed), place=place))


def _parts(name: str) -> set[str]:
    parts = {p for p in name.split() if len(p) >= _SHORTEST_NAME}
    return {p for p in parts if p.casefold() not in _PARTICLES}


def _documents(bare: str) -> set[str]:
    if len(bare) == 11:
        return {bare, f"{bare[:3]}.{bare[3:6]}.{bare[6:9]}-{bare[9:]}"}
    return {bare, f"{bare[:2]}.{bare[2:5]}.{bare[5:8]}/{bare[8:12]}-{bare[12:]}"}


def _days(iso: str) -> set[str]:
    year, month, day = iso.split("-")
    return {iso, f"{day}/{month}/{year}", f"{day}.{month}.{year}", f"{day}{month}{year}"}


def _phones(e164: str) -> set[str]:
    national = e164.removeprefix("+55")
    ddd, number = national[:2], national[2:]
    short = number[1:] if len(number) == 9 else number
    found = set()
    for one in (number, short):
        head, tail = one[:-4], one[-4:]
        found |= {
            f"+55{ddd}{one}", f"55{ddd}{one}", f"{ddd}{one}", f"({ddd}) {head}-{tail}",
            f"{ddd} {head}-{tail}", f"{head}-{tail}",
        }  # fmt: skip
    return found


def _said(wanted: Wanted) -> None:
    texts = set(InboundMessage.objects.values_list("text", flat=True))
    for draft in Message.objects.values_list("draft", flat=True):
        texts.add(str(draft.get("content", {}).get("text", "")))
    wanted["texts"] |= {t.strip() for t in texts if len(t.strip()) >= _SHORTEST_TEXT}
    wanted["pix"] |= {code for code in Charge.objects.values_list("brcode", flat=True) if code}


def _secrets(wanted: Wanted, cast: Any) -> None:
    vault: Vault = keys.vault()
    for number in Number.objects.all():
        for field in ("app_secret", "verify_token"):
            sealed = bytes(getattr(number, field))
            wanted["secrets"].add(vault.open(sealed, place=f"number.{field}"))
    wanted["secrets"].add(keys.webhook_token(cast.slug))
    wanted["ids"] |= {script.document for script in (world.COOPERATIVE, world.AGENCY)}
