"""People are registered, found, verified, marked and flagged; debts move along the table only."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.conftest import TUESDAY
from trato.foundation.tenancy import within


def _person(**changes):
    from trato.book.people.values import NewContact, NewPerson

    fields = {
        "document": "11144477735",
        "name": "MARIA DA SILVA",
        "born_on": date(1980, 3, 7),
        "uf": "SP",
        "municipality": "Campinas",
        "contacts": (
            NewContact(
                kind="phone", value="+5531987654321", ddd="31", provenance="creditor_contract"
            ),
            NewContact(
                kind="phone",
                value="+5511912345678",
                ddd="11",
                provenance="bureau_enriched",
                priority=1,
            ),
        ),
    }
    return NewPerson(**{**fields, **changes})


@pytest.fixture
def maria(organisation: UUID):
    from trato.book.people.register import register_person

    with within(organisation):
        yield register_person(_person(), at=TUESDAY)


def test_a_person_is_found_by_document_name_and_any_form_of_the_phone(maria):
    from trato.book.people import read

    card = read.card(maria)
    assert (card.name, card.first_name, card.is_minor) == ("Maria da Silva", "Maria", False)
    assert read.find_by_document("111.444.777-35") == maria
    for digits in ("5531987654321", "553187654321"):
        assert [c.person_id for c in read.find_by_phone(digits)] == [maria]
    for text in ("111.444.777-35", "da silva", "(31) 8765-4321", "31987654321"):
        assert [c.person_id for c in read.search(text)] == [maria], text
    assert read.search("999") == read.search(" ") == ()
    factors = read.identity_factors(maria)
    assert (factors.birth_day_month, factors.document_last3) == ("07/03", "735")
    assert read.document_of(maria) == "11144477735"
    assert "735" not in repr(card)


def test_registering_again_keeps_what_was_learned(maria):
    from trato.book.people import read
    from trato.book.people.mark_contact import mark_contact
    from trato.book.people.register import register_people

    first, second = read.contacts_of([maria])[maria]
    assert (first.state, second.state) == ("probable", "candidate")
    mark_contact(first.contact_point_id, state="wrong_party", reason="said_so", at=TUESDAY)
    again = register_people([_person(name="Maria S. Souza", born_on=None)], at=TUESDAY)
    assert (again.ids, again.created, again.contacts_created) == ({"11144477735": maria}, 0, 0)
    assert read.card(maria).name == "Maria S. Souza"
    assert read.identity_factors(maria).birth_day_month == "07/03"
    assert [c.state for c in read.contacts_of([maria])[maria]] == ["wrong_party", "candidate"]


def test_three_failures_lock_and_a_proof_unlocks_and_goes_first(maria):
    from trato.book.people import read
    from trato.book.people.fail_identity import fail_identity
    from trato.book.people.verify_identity import verify_identity

    _, second = read.contacts_of([maria])[maria]
    point = second.contact_point_id
    assert [fail_identity(point, at=TUESDAY) for _ in range(3)] == [1, 2, 3]
    assert read.contact(point).identity_locked_until == TUESDAY + timedelta(hours=24)
    assert fail_identity(point, at=TUESDAY + timedelta(hours=25)) == 1
    verify_identity(point, factors=2, at=TUESDAY)
    card = read.contacts_of([maria])[maria][0]
    assert (card.contact_point_id, card.state, card.identity_failures) == (point, "verified", 0)


def test_the_providers_ids_are_kept_apart_and_found(maria):
    from trato.book.people import read
    from trato.book.people.note_capability import note_whatsapp
    from trato.book.people.postpone import postpone_contact
    from trato.book.people.remember_wa_id import remember_wa_id

    point = read.contacts_of([maria])[maria][0].contact_point_id
    remember_wa_id(point, wa_id="553187654321", bsuid="BR.77")
    note_whatsapp(point, capable=True)
    postpone_contact(point, until=TUESDAY + timedelta(days=3))
    postpone_contact(point, until=TUESDAY)
    card = read.contact(point)
    assert (card.bsuid, card.whatsapp) == ("BR.77", True)
    assert card.not_before == TUESDAY + timedelta(days=3)
    assert read.wa_ids_of([point]) == {point: "553187654321"}
    assert read.address_of(point) == "+5531987654321"
    assert read.find_by_bsuid("BR.77") == (card,)
    assert read.find_by_bsuid("") == ()


def test_flags_and_marks_journal_once(maria):
    from trato.book.people import read
    from trato.book.people.flag_person import flag_person
    from trato.book.people.lock import lock_people
    from trato.journal.models import Entry

    flag_person(maria, flag="is_represented", at=TUESDAY)
    flag_person(maria, flag="is_represented", at=TUESDAY)
    with pytest.raises(ValueError, match="protection"):
        flag_person(maria, flag="name", at=TUESDAY)
    with pytest.raises(read.UnknownPerson):
        flag_person(UUID(int=7), flag="is_represented", at=TUESDAY)
    assert read.card(maria).is_represented
    assert lock_people([UUID(int=7), maria]) == (maria,)
    found = Entry.objects.filter(kind="book.person_flagged", subject_id=maria)
    assert found.count() == 1
