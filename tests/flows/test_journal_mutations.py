"""I6 JOURNAL: whatever is done to the rows, the quick walk says what the plain one says."""

import random
from uuid import UUID

import psycopg
import pytest

from tests.conftest import TUESDAY
from tests.flows.test_journal import Happened, _problems, _write
from trato.foundation.tenancy import within

LINKS = 12
OF_LINK = "organisation_id = '{o}' AND sequence = {n}"
OF_ENTRY = (
    "organisation_id = '{o}' AND id = (SELECT entry_id FROM journal_link WHERE organisation_id"
    " = '{o}' AND sequence = {n})"
)
OTHER = "(SELECT {column} FROM journal_link WHERE organisation_id = '{{o}}' AND sequence = {{m}})"
CHANGES = (
    *(
        f"UPDATE journal_entry SET {change} WHERE {OF_ENTRY}"
        for change in (
            "kind = kind || 'x'",
            "kind = 'é\"\\'",
            "at = at + interval '1 us'",
            "at = at - interval '1 day'",
            "subject_id = gen_random_uuid()",
            "subject_id = NULL",
            "commitment = sha256(commitment)",
            "commitment = ''",
            """facts = facts || '{{"more": [1, null, "ç\\n"]}}'""",
            """facts = '{{"what": 1.50}}'""",
            """facts = '{{"what": 123456789012345678901234567890}}'""",
            "facts = '[]'",
            "facts = 'null'",
            "id = gen_random_uuid()",
        )
    ),
    *(
        f"UPDATE journal_link SET {change} WHERE {OF_LINK}"
        for change in (
            "hash = sha256(hash)",
            "hash = ''",
            "entry_hash = sha256(entry_hash)",
            "entry_hash = ''",
            "entry_id = gen_random_uuid()",
            "sequence = sequence + 100",
            "sequence = -sequence",
            "id = gen_random_uuid()",
            "sealed_at = sealed_at + interval '1 day'",
            "hash = " + OTHER.format(column="hash"),
            "entry_hash = " + OTHER.format(column="entry_hash"),
        )
    ),
    f"DELETE FROM journal_entry WHERE {OF_ENTRY}",
    f"DELETE FROM journal_link WHERE {OF_LINK}",
    "DELETE FROM journal_link WHERE organisation_id = '{o}' AND sequence > {n}",
    "UPDATE journal_head SET sequence = {n} WHERE organisation_id = '{o}'",
    "UPDATE journal_head SET hash = sha256(hash) WHERE organisation_id = '{o}'",
    "UPDATE journal_head SET mark = sha256(mark) WHERE organisation_id = '{o}'",
    "DELETE FROM journal_head WHERE organisation_id = '{o}'",
    "INSERT INTO journal_head SELECT organisation_id, gen_random_uuid(), sequence, hash, mark"
    " FROM journal_head WHERE organisation_id = '{o}'",
    "INSERT INTO journal_entry SELECT organisation_id, gen_random_uuid(), at, kind, subject_id,"
    f" facts, commitment FROM journal_entry WHERE {OF_ENTRY}",
    "INSERT INTO journal_link SELECT organisation_id, gen_random_uuid(), sequence + 200,"
    f" gen_random_uuid(), entry_hash, hash, sealed_at FROM journal_link WHERE {OF_LINK}",
    # Two entries change places, and two links.
    "UPDATE journal_entry e SET at = r.at, kind = r.kind, subject_id = r.subject_id,"
    " facts = r.facts, commitment = r.commitment"
    " FROM journal_entry r, journal_link l, journal_link k"
    " WHERE l.organisation_id = '{o}' AND k.organisation_id = '{o}' AND e.id = l.entry_id"
    " AND r.id = k.entry_id AND (l.sequence, k.sequence) IN (({n}, {m}), ({m}, {n}))",
    "UPDATE journal_link SET sequence = -1 WHERE organisation_id = '{o}' AND sequence = {n};"
    " UPDATE journal_link SET sequence = {n} WHERE organisation_id = '{o}' AND sequence = {m};"
    " UPDATE journal_link SET sequence = {m} WHERE organisation_id = '{o}' AND sequence = -1",
)


def _the_plain_way(organisation: UUID) -> tuple[list[str], int]:
    """Check the chain one link and one entry at a time, with the functions that seal."""
    from trato.book.organisations import keys
    from trato.journal.models import Entry, Head, Link
    from trato.journal.seal import GENESIS, EntryRow, chain, entry_hash, head_bytes

    with within(organisation):
        problems: list[str] = []
        sequence, end = 0, GENESIS
        for link in Link.objects.order_by("sequence"):
            sequence += 1
            if link.sequence != sequence:
                problems.append(f"missing_link:{sequence}")
                sequence = link.sequence
            entry = Entry.objects.filter(id=link.entry_id).first()
            row = entry and EntryRow(
                entry_id=entry.id,
                at=entry.at,
                kind=entry.kind,
                subject_id=entry.subject_id,
                facts=entry.facts,
                commitment=bytes(entry.commitment),
            )
            if row is None:
                problems.append(f"missing_entry:{sequence}")
            elif entry_hash(row) != bytes(link.entry_hash):
                problems.append(f"changed_entry:{sequence}")
            end = chain(end, bytes(link.entry_hash))
            if end != bytes(link.hash):
                problems.append(f"broken_link:{sequence}")
                end = bytes(link.hash)
        heads = list(Head.objects.all())
        if len(heads) > 1:
            problems.append("added_head")
        elif not heads:
            problems += ["missing_head"] if sequence else []
        else:
            head = heads[0]
            mark = keys.vault().mark(head_bytes(head.sequence, bytes(head.hash)))
            if mark != bytes(head.mark):
                problems.append("forged_head")
            elif (head.sequence, bytes(head.hash)) != (sequence, end):
                problems.append(f"cut_off_after:{sequence}")
        return problems, Entry.objects.count() - Link.objects.count()


@pytest.mark.parametrize("change", CHANGES)
def test_one_change_is_seen_alike(
    organisation: UUID, superuser: psycopg.Connection, change: str
) -> None:
    _write(organisation, LINKS)
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(_said(change, organisation, random.Random(change)))
    found, _ = _the_plain_way(organisation)
    assert list(_problems(organisation)) == found
    harmless = ("SET id = gen_random_uuid()", "SET sealed_at", "INSERT INTO journal_entry")
    assert found or any(part in change for part in harmless), change


@pytest.mark.parametrize("seed", range(25))
def test_several_changes_are_seen_alike(
    organisation: UUID, superuser: psycopg.Connection, seed: int
) -> None:
    from trato.book.organisations import keys
    from trato.journal.verify import verify

    chance = random.Random(seed)
    _write(organisation, LINKS)
    superuser.execute("SET session_replication_role = replica")
    for change in chance.sample(CHANGES, chance.randint(2, 5)):
        try:
            superuser.execute(_said(change, organisation, chance))
        except psycopg.errors.UniqueViolation:
            continue
    problems, unsealed = _the_plain_way(organisation)
    with within(organisation):
        found = verify(keys.vault())
        first = verify(keys.vault(), most_problems=3)
    assert list(found.problems) == problems[:20]
    assert list(first.problems) == problems[:3]
    assert found.unsealed == unsealed


def test_what_is_sealed_during_the_walk_is_no_cut(
    organisation: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trato.book.organisations import keys
    from trato.journal import verify as module
    from trato.journal.record import record
    from trato.journal.seal import seal_some

    _write(organisation, 5)
    walked = module._leg
    late = iter([True])

    def leg_that_grows(first: int):  # type: ignore[no-untyped-def]
        yield from walked(first)
        if next(late, False):
            record(Happened(what="late"), at=TUESDAY)
            seal_some(keys.vault(), at=TUESDAY)

    monkeypatch.setattr(module, "_LEG", 3)
    monkeypatch.setattr(module, "_leg", leg_that_grows)
    with within(organisation):
        found = module.verify(keys.vault())
    assert (found.problems, found.events) == ((), 6)


def _said(change: str, organisation: UUID, chance: random.Random) -> str:
    n, m = chance.sample(range(1, LINKS + 1), 2)
    return change.format(o=organisation, n=n, m=m)
