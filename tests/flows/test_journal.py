"""I6 JOURNAL: any changed, missing or added row is found; erasing a person leaves it valid."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID, uuid4

import psycopg
import pytest

from tests.conftest import TUESDAY
from trato.foundation.tenancy import within
from trato.journal.fact import Fact, PersonalDataInFact


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened(Fact):
    KIND: ClassVar[str] = "test.happened"

    what: str


def _write(organisation: UUID, count: int) -> None:
    from trato.book.organisations import keys
    from trato.journal.record import record
    from trato.journal.seal import seal_some

    with within(organisation):
        for n in range(count):
            record(Happened(what=f"n{n}"), at=TUESDAY, subject_id=uuid4(), private=b"secret")
        seal_some(keys.vault(), at=TUESDAY)


def _problems(organisation: UUID) -> tuple[str, ...]:
    from trato.book.organisations import keys
    from trato.journal.verify import verify

    with within(organisation):
        return verify(keys.vault()).problems


def test_an_untouched_chain_holds(organisation: UUID) -> None:
    _write(organisation, 5)
    _write(organisation, 3)
    assert _problems(organisation) == ()


@pytest.mark.parametrize(
    ("tampering", "code"),
    [
        ("UPDATE journal_entry SET kind = 'x' WHERE {third}", "changed_entry:3"),
        ("UPDATE journal_entry SET at = at + interval '1 us' WHERE {third}", "changed_entry:3"),
        ("UPDATE journal_entry SET facts = '{{\"what\":\"y\"}}' WHERE {third}", "changed_entry:3"),
        ("UPDATE journal_entry SET subject_id = NULL WHERE {third}", "changed_entry:3"),
        ("UPDATE journal_entry SET commitment = '\\x00' WHERE {third}", "changed_entry:3"),
        ("DELETE FROM journal_entry WHERE {third}", "missing_entry:3"),
        (
            "DELETE FROM journal_link WHERE organisation_id = '{o}' AND sequence = 3",
            "missing_link:3",
        ),
        ("UPDATE journal_link SET hash = '\\x00' WHERE organisation_id = '{o}' AND sequence = 3",
         "broken_link:3"),
        ("UPDATE journal_link SET sequence = 99 WHERE organisation_id = '{o}' AND sequence = 5",
         "missing_link:5"),
        ("DELETE FROM journal_link WHERE organisation_id = '{o}' AND sequence = 5",
         "cut_off_after:4"),
        ("DELETE FROM journal_head WHERE organisation_id = '{o}'", "missing_head"),
        ("UPDATE journal_head SET mark = '\\x00' WHERE organisation_id = '{o}'", "forged_head"),
        ("INSERT INTO journal_link SELECT organisation_id, gen_random_uuid(), 6, gen_random_uuid(),"
         " entry_hash, hash, sealed_at FROM journal_link WHERE organisation_id = '{o}'"
         " AND sequence = 5", "missing_entry:6"),
    ],
)  # fmt: skip
def test_tampering_is_found(
    organisation: UUID, superuser: psycopg.Connection, tampering: str, code: str
) -> None:
    _write(organisation, 5)
    third = (
        f"organisation_id = '{organisation}' AND id = (SELECT entry_id FROM journal_link"
        f" WHERE organisation_id = '{organisation}' AND sequence = 3)"
    )
    superuser.execute("SET session_replication_role = replica")
    done = superuser.execute(tampering.format(third=third, o=organisation))  # type: ignore[arg-type]
    assert done.rowcount == 1
    assert code in _problems(organisation)


def test_forgetting_a_private_detail_leaves_the_chain_valid(
    organisation: UUID, superuser: psycopg.Connection
) -> None:
    _write(organisation, 5)
    superuser.execute("DELETE FROM journal_salt WHERE organisation_id = %s", [organisation])
    assert _problems(organisation) == ()


@pytest.mark.parametrize(
    "text", ["529.982.247-25", "+55 11 98765-4321", "ana@example.com", "x" * 200]
)
def test_a_fact_that_looks_like_personal_data_is_refused(text: str) -> None:
    with pytest.raises(PersonalDataInFact):
        Happened(what=text).as_json()
