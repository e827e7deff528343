"""Members: another role, out at the next request, never the last administrator, journaled."""

from uuid import UUID

import pytest
from django.test import Client

from tests.flows.test_permissions import clients

__all__ = ["clients"]


def ids(organisation: UUID) -> dict[str, int]:
    from trato.book.organisations.models import Member

    return dict(Member.objects.filter(organisation_id=organisation).values_list("role", "user_id"))


def test_a_role_changes_and_a_member_is_out_at_the_next_request(
    organisation: UUID, clients: dict[str, Client]
) -> None:
    from trato.foundation import tenancy
    from trato.journal.models import Entry

    boss, who = clients["administrador"], ids(organisation)
    assert boss.get("/membros/").status_code == 200
    assert clients["atendente"].get("/piso/").status_code == 403
    boss.post(f"/membros/{who['atendente']}/", {"role": "supervisor"})
    assert clients["atendente"].get("/piso/").status_code == 200
    boss.post(f"/membros/{who['atendente']}/", {"act": "remove"})
    assert clients["atendente"].get("/conversas/").status_code == 403
    with tenancy.within(organisation):
        kinds = Entry.objects.filter(kind__startswith="members.").order_by("id")
        assert [e.kind for e in kinds] == ["members.role_changed", "members.removed"]
        assert {e.facts["user_id"] for e in kinds} == {who["atendente"]}


@pytest.mark.parametrize("asked", [{"act": "remove"}, {"role": "supervisor"}])
def test_the_last_administrator_stays(
    organisation: UUID, clients: dict[str, Client], asked: dict[str, str]
) -> None:
    boss, who = clients["administrador"], ids(organisation)
    boss.post(f"/membros/{who['administrador']}/", asked)
    assert ids(organisation)["administrador"] == who["administrador"]
    assert boss.get("/membros/").status_code == 200


def test_no_stranger_and_no_unknown_role(organisation: UUID, clients: dict[str, Client]) -> None:
    boss, who = clients["administrador"], ids(organisation)
    assert boss.post("/membros/999999999/", {"act": "remove"}).status_code == 404
    assert boss.post(f"/membros/{who['analista']}/", {"role": "dono"}).status_code == 404
