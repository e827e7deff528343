"""What goes wrong in a real installation and loves to be logged: rows, sentences, addresses."""

import http.client
import json
from typing import Any
from urllib.parse import urlencode

import psycopg

from trato.book.organisations import keys
from trato.book.people import read as people
from trato.book.people.models import ContactPoint, Person
from trato.foundation import tenancy


def make_trouble(story: Any, postgres: Any) -> None:
    """Search for people, knock at wrong doors, and let statements fail over people's rows."""
    cast = story.casts[0]
    with tenancy.within(cast.organisation_id):
        person = Person.objects.first()
        assert person is not None
        document = people.document_of(person.id)
        point = ContactPoint.objects.filter(kind="phone").first()
        assert point is not None
        phone = people.address_of(point.id)
    token = keys.webhook_token(cast.slug)
    query = urlencode({"q": f"{person.name} {document} {phone}"})
    body = json.dumps({"from": phone, "text": person.name}).encode()
    for method, path, content in (
        ("GET", f"/conversas/?{query}", None),
        ("GET", f"/nada/{document}/?{query}", None),
        ("POST", f"/conta/login/?{query}", body),
        ("POST", f"/webhooks/whatsapp/{cast.slug}", body),
        ("POST", f"/webhooks/pix/{cast.slug}/{token}/pix", body),
        ("POST", f"/webhooks/pix/{cast.slug}/{token[:-1]}x/pix", body),
        ("GET", f"/webhooks/whatsapp/{cast.slug}?hub.verify_token={token}", None),
    ):
        connection = http.client.HTTPConnection("127.0.0.1", story.web_port, timeout=20)
        connection.request(method, path, body=content, headers={"Authorization": f"Bearer {token}"})
        connection.getresponse().read()
        connection.close()
    _failing_statements(postgres.application_url, cast, person.name, document)


def _failing_statements(url: str, cast: Any, name: str, document: str) -> None:
    inside = f"SELECT set_config('trato.organisation', '{cast.organisation_id}', false)"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(inside.encode())
        for statement in (
            f"INSERT INTO people_person (name) VALUES ('{name} {document}')",
            f"SELECT '{name} {document}'::uuid, 1/0",
            f"UPDATE people_person SET document_kind = '{document} {name}'",
            f"SELEC '{name}'",
        ):
            try:
                connection.execute(statement.encode())
            except psycopg.Error:
                continue
        with connection.cursor() as cursor:
            try:
                cursor.execute("INSERT INTO people_person (name, uf) VALUES (%s, %s)",
                               [name, document])  # fmt: skip
            except psycopg.Error:
                return
