"""A question that is worded once finds what the framework would find, whatever its values."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import Exists
from django.test.utils import CaptureQueriesContext

from tests.conftest import TUESDAY
from tests.flows.test_people_at_work import arrive, seat
from tests.world import World
from trato.casework.conversations.models import Conversation, InboundMessage, Seat
from trato.foundation.asked import Asked, remembering


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


def test_it_finds_the_same_rows_with_other_values(world: World) -> None:
    asked = Asked(
        lambda here, ids: Conversation.objects.filter(
            organisation_id=here, id__anyof=ids
        ).order_by("id"),
        here=UUID,
        ids=list,
    )  # fmt: skip
    threads = [arrive(world, n) for n in range(3)]
    with world.within():
        for some in (threads, threads[:1], [], [uuid4()], threads):
            plain = Conversation.objects.filter(id__in=some).order_by("id")
            found = asked(here=world.organisation_id, ids=some)
            assert found == list(plain)
            assert [row.last_event_at for row in found] == [row.last_event_at for row in plain]
        assert asked(here=uuid4(), ids=threads) == []


def test_columns_are_read_as_the_model_reads_them(world: World) -> None:
    seat(world, 7)
    whole = Asked(
        lambda here, user: Seat.objects.filter(organisation_id=here, user_id=user),
        here=UUID,
        user=int,
    )
    parts = Asked(
        lambda here: Seat.objects.filter(organisation_id=here).values_list("skills", "user_id"),
        here=UUID,
    )
    one = Asked(
        lambda here: Seat.objects.filter(organisation_id=here).values_list("skills", flat=True),
        here=UUID,
    )
    with world.within():
        Seat.objects.filter(user_id=7).update(skills=["pix", "acordo"])
        (row,) = whole(here=world.organisation_id, user=7)
        assert row.skills == ["pix", "acordo"]
        row.skills = ["pix"]
        row.save(update_fields=["skills"])
        assert parts(here=world.organisation_id) == [(["pix"], 7)]
        assert one(here=world.organisation_id) == [["pix"]]
        assert whole(here=world.organisation_id, user=8) == []


def test_what_is_not_loaded_is_fetched_when_it_is_asked_for(world: World) -> None:
    asked = Asked(
        lambda here: Conversation.objects.filter(organisation_id=here).defer("preview"), here=UUID
    )
    arrive(world, 5)
    with world.within():
        (row,) = asked(here=world.organisation_id)
        assert row.preview == Conversation.objects.get(id=row.id).preview


def test_a_value_that_decides_the_wording_is_refused(world: World) -> None:
    sliced = Asked(
        lambda here, many: Conversation.objects.filter(organisation_id=here)[:many],
        here=UUID,
        many=int,
    )
    with world.within(), pytest.raises(ValueError, match="many"):
        sliced(here=world.organisation_id, many=3)


def test_two_values_of_a_type_keep_their_places(world: World) -> None:
    between = Asked(
        lambda here, after, before: Conversation.objects.filter(
            organisation_id=here, opened_at__gt=after, opened_at__lt=before
        ),
        here=UUID,
        after=type(TUESDAY),
        before=type(TUESDAY),
    )
    thread, day = arrive(world, 6), timedelta(days=1)
    with world.within():
        (row,) = Conversation.objects.filter(id=thread)
        opened, here = row.opened_at, world.organisation_id
        assert between(here=here, after=opened - day, before=opened + day) == [row]
        assert between(here=here, after=opened + day, before=opened - day) == []


def test_what_is_foreseen_for_many_is_what_each_would_find(world: World) -> None:
    threads = [arrive(world, n) for n in range(4)]
    seat(world, 7)
    newest = Asked(
        lambda here, thread, state: (
            InboundMessage.objects.filter(
                Exists(Conversation.objects.filter(id=thread, state=state)),
                organisation_id=here, conversation_id=thread,
            ).order_by("-written_at", "-id")[:2]
        ),
        here=UUID, thread=UUID, state=str,
    )  # fmt: skip
    here = world.organisation_id
    each = [
        {"thread": thread, "state": "open" if n else "nowhere"}
        for n, thread in enumerate([*threads, uuid4()])
    ]
    with world.within():
        for n, thread in enumerate(threads * 2 + threads[:1]):
            InboundMessage.objects.create(
                organisation_id=here, conversation_id=thread, provider_message_id=f"w{uuid4()}",
                kind="text", text=str(n), payload_sealed=b"", written_at=TUESDAY,
                received_at=TUESDAY, handle_after=TUESDAY,
            )  # fmt: skip
        plain = [newest(here=here, **one) for one in each]
        assert any(plain)
        with remembering(), CaptureQueriesContext(connection) as asked:
            newest.foresee(each, here=here)
            newest.foresee(each, here=here)
            assert [newest(here=here, **one) for one in each] == plain
        assert len(asked.captured_queries) == 1
        assert [newest(here=here, **one) for one in each] == plain
        with pytest.raises(RuntimeError):
            newest.foresee(each, here=here)


def test_what_is_remembered_is_forgotten_when_the_block_ends(world: World) -> None:
    seat(world, 7)
    names = Asked(
        lambda here: Seat.objects.filter(organisation_id=here).values_list("user_id", flat=True),
        here=UUID,
    )
    with world.within():
        with remembering():
            first = names(here=world.organisation_id)
            first.append(99)
            seat(world, 8)
            assert names(here=world.organisation_id) == [7]
        assert sorted(names(here=world.organisation_id)) == [7, 8]
