"""`python -m tests.still_reads ORGANISATION MEMBER`: what the product can read of a database."""

import json
import sys
from typing import Any
from uuid import UUID

import django


def main(organisation_id: UUID, member: str) -> dict[str, Any]:
    """Verify the journal, replay every decision, open what is sealed, and show every page."""
    django.setup()
    from trato.book.organisations import keys
    from trato.book.people import read as people
    from trato.book.people.models import ContactPoint, Person
    from trato.door.outbox import audit
    from trato.entrypoints.ops.depths import depths_of
    from trato.entrypoints.ops.ready import readiness
    from trato.foundation import tenancy
    from trato.journal.verify import verify

    with tenancy.within(organisation_id):
        found = verify(keys.vault())
        stored, replayed = audit.replay_all()
        documents = [people.document_of(i) for i in Person.objects.values_list("id", flat=True)]
        points = list(ContactPoint.objects.values_list("id", flat=True))
        addresses = people.addresses_of(points)
    return {
        "events": found.events,
        "verified": found.is_valid,
        "stored": stored,
        "replayed": replayed,
        "documents": sum(len(document) in (11, 14) for document in documents),
        "people": len(documents),
        "addresses": len(addresses),
        "pages": _pages(organisation_id, member),
        "queues": len(depths_of(organisation_id)[1]),
        "ready": sorted(set(readiness().values())),
    }


def _pages(organisation_id: UUID, member: str) -> dict[str, int]:
    from django.contrib.auth import get_user_model
    from django.test import Client

    from trato.door.outbox.models import Message
    from trato.foundation import tenancy

    client = Client(headers={"host": "localhost"})
    client.force_login(
        get_user_model().objects.get(username=member),
        backend="trato.entrypoints.console.signed_in.ByName",
    )
    session = client.session
    session["organisation"] = str(organisation_id)
    session.save()
    with tenancy.within(organisation_id):
        sent = Message.objects.filter(state="sent").latest("id").id
    paths = ("/", "/campanhas/", "/conversas/", "/pendencias/", "/diario/", f"/mensagens/{sent}/")
    return {path.replace(str(sent), "id"): client.get(path).status_code for path in paths}


if __name__ == "__main__":
    print(json.dumps(main(UUID(sys.argv[1]), sys.argv[2])))
