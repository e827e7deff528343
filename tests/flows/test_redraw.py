"""What the stream gives of a page: to whom it is due, as they may read it, nothing otherwise."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import TUESDAY
from tests.flows.test_live import apart, following, member, nobody, note
from tests.flows.test_people_at_work import arrive, hand_over
from tests.world import World
from trato.entrypoints.console.live import app as live
from trato.entrypoints.console.live.news import Touched
from trato.entrypoints.console.live.redraw import Wanting, redraw, takes_list
from trato.entrypoints.console.live.stream import Following, Shown
from trato.entrypoints.console.live.viewer import admit


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


def page_of(thread: UUID, key: str, *, shown: Shown | None = None, **more: Any) -> Wanting:
    viewer = admit(key)
    assert viewer
    given: dict[str, Any] = {
        "viewer": viewer, "session_key": key, "language": "pt-br", "shown": shown or Shown(),
        "follows": Following(
            thread=str(thread), listed="mine", query="estado=minhas", takes_parts=True
        ),
        "touched": Touched(thread=True, rows=True),
    } | more  # fmt: skip
    return Wanting(**given)


def taken_by(world: World, thread: UUID, user_id: int) -> None:
    from trato.casework.conversations.hand_over import take_over

    hand_over(world, thread)
    with world.within():
        take_over(thread, agent_id=user_id, at=TUESDAY, force=True)


def shown_to(world: World, thread: UUID, key: str) -> Shown:
    """Return what a page has that asked for the head of this thread."""
    return redraw(world.organisation_id, [page_of(thread, key)])[0].shown


def test_the_head_is_asked_for_and_the_rest_is_given(world: World) -> None:
    user_id, key = member(world, "atendente")
    thread = arrive(world, 41)
    taken_by(world, thread, user_id)
    (first,) = redraw(world.organisation_id, [page_of(thread, key)])
    assert first.asks.thread
    assert 'id="thread"' not in first.html
    assert f"/conversas/{thread}/" in first.html, "the list is given all the same"
    note(world, thread)
    (then,) = redraw(world.organisation_id, [page_of(thread, key, shown=first.shown)])
    assert not then.asks
    assert 'id="thread"' in then.html
    assert 'id="rows"' not in then.html, "the list has not changed"
    (again,) = redraw(world.organisation_id, [page_of(thread, key, shown=then.shown)])
    assert again.html == ""
    taken_by(world, thread, 99)
    (moved,) = redraw(world.organisation_id, [page_of(thread, key, shown=then.shown)])
    assert moved.asks.thread, "in other hands the head says so"


def test_each_of_many_is_given_their_own(world: World) -> None:
    some = [(*member(world, "atendente"), arrive(world, 50 + n)) for n in range(5)]
    for user_id, _key, thread in some:
        taken_by(world, thread, user_id)
    seen = {thread: shown_to(world, thread, key) for _, key, thread in some}
    for _user_id, _key, thread in some:
        note(world, thread)
    pages = [
        page_of(thread, key, shown=Shown(thread=seen[thread].thread)) for _, key, thread in some
    ]
    for (_user_id, _key, thread), redrawn in zip(
        some, redraw(world.organisation_id, pages), strict=True
    ):
        others = [str(other) for *_, other in some if other != thread]
        assert f'data-conversation="{thread}"' in redrawn.html
        assert f'href="/conversas/{thread}/' in redrawn.html
        assert not [one for one in others if one in redrawn.html]


def test_five_pages_ask_the_database_no_more_than_one(world: World) -> None:
    some = [(*member(world, "atendente"), arrive(world, 70 + n)) for n in range(5)]
    for user_id, _key, thread in some:
        taken_by(world, thread, user_id)
    pages = [page_of(thread, key, shown=shown_to(world, thread, key)) for _, key, thread in some]
    asked = []
    for few in (pages[:1], pages):
        with CaptureQueriesContext(connection) as queries:
            redraw(world.organisation_id, few)
        asked.append(len(queries.captured_queries))
    assert asked[0] == asked[1]


def test_a_page_that_came_with_another_role_is_not_vouched_for_by_its_neighbour(
    world: World,
) -> None:
    user_id, key = member(world, "atendente")
    thread = arrive(world, 80)
    taken_by(world, thread, user_id)
    page = page_of(thread, key, shown=Shown(thread=shown_to(world, thread, key).thread))
    before = replace(page, viewer=replace(page.viewer, role="supervisor"))
    for pages in ([before, page], [page, before]):
        given = {
            one.viewer.role: found.html
            for one, found in zip(pages, redraw(world.organisation_id, pages), strict=True)
        }
        assert given["atendente"]
        assert not given["supervisor"]


def _end(world: World, key: str, user_id: int) -> None:
    from django.contrib.sessions.models import Session

    Session.objects.filter(session_key=key).delete()


def _expire(world: World, key: str, user_id: int) -> None:
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    past = timezone.now() - timedelta(seconds=1)
    Session.objects.filter(session_key=key).update(expire_date=past)


def _change_password(world: World, key: str, user_id: int) -> None:
    from django.contrib.auth import get_user_model

    user = get_user_model().objects.get(pk=user_id)
    user.set_password("outra senha bem longa")
    user.save()


def _shut_out(world: World, key: str, user_id: int) -> None:
    from django.contrib.auth import get_user_model

    get_user_model().objects.filter(pk=user_id).update(is_active=False)


def _deactivate(world: World, key: str, user_id: int) -> None:
    from trato.book.organisations.models import Member

    with world.within():
        Member.objects.filter(user_id=user_id).update(deactivated_at=TUESDAY)


def _demote(world: World, key: str, user_id: int) -> None:
    from trato.book.organisations.models import Member

    with world.within():
        Member.objects.filter(user_id=user_id).update(role="analista")


@pytest.mark.parametrize(
    "change", [_end, _expire, _change_password, _shut_out, _deactivate, _demote]
)
def test_nothing_is_given_to_whoever_is_not_there_any_more(
    world: World, change: Callable[[World, str, int], None]
) -> None:
    user_id, key = member(world, "atendente")
    thread = arrive(world, 60)
    taken_by(world, thread, user_id)
    page = page_of(thread, key, shown=Shown(thread=shown_to(world, thread, key).thread))
    assert redraw(world.organisation_id, [page])[0].html
    change(world, key, user_id)
    (redrawn,) = redraw(world.organisation_id, [page])
    assert redrawn.html == ""
    assert redrawn.asks == page.touched, "the page asks, and is told why not"


def test_a_second_factor_that_is_due_ends_the_giving(world: World) -> None:
    user_id, key = member(world, "atendente")
    thread = arrive(world, 61)
    taken_by(world, thread, user_id)
    page = page_of(thread, key, shown=Shown(thread=shown_to(world, thread, key).thread))
    for due_in, is_given in ((timedelta(days=1), True), (-timedelta(days=1), False)):
        from trato.foundation import clock

        viewer = replace(page.viewer, factor_from=clock.now() + due_in)
        (redrawn,) = redraw(world.organisation_id, [replace(page, viewer=viewer)])
        assert bool(redrawn.html) is is_given


def test_a_whisper_is_given_to_those_who_may_read_it(world: World) -> None:
    from trato.casework.conversations.write_note import write_note

    holder, key = member(world, "atendente")
    _, other = member(world, "atendente")
    _, chief = member(world, "supervisor")
    _, reader = member(world, "analista")
    thread = arrive(world, 62)
    taken_by(world, thread, holder)
    keys = (key, other, chief, reader)
    heads = [Shown(thread=shown_to(world, thread, one).thread) for one in keys]
    with world.within():
        write_note(thread, "fale baixo", kind="whisper", by=990, author="dora", at=TUESDAY)
    pages = [page_of(thread, one, shown=head) for one, head in zip(keys, heads, strict=True)]
    found = redraw(world.organisation_id, pages)
    assert ["fale baixo" in one.html for one in found] == [True, False, True, False]


def test_a_thread_that_is_kept_is_given_alone_and_only_to_whoever_may_fetch_it_ahead(
    world: World,
) -> None:
    holder, key = member(world, "atendente")
    _, chief = member(world, "supervisor")
    thread, kept = arrive(world, 64), arrive(world, 65)
    for one in (thread, kept):
        taken_by(world, one, holder)
    for reader, is_given in ((key, True), (chief, False)):
        has = shown_to(world, kept, reader).thread
        assert has
        page = page_of(
            thread, reader, shown=Shown(near={str(kept): has}),
            follows=Following(
                thread=str(thread), listed="mine", takes_parts=True, near=frozenset({str(kept)})
            ),
            touched=Touched(near=frozenset({str(kept)})),
        )  # fmt: skip
        (redrawn,) = redraw(world.organisation_id, [page])
        assert (f'data-conversation="{kept}"' in redrawn.html) is is_given
        assert f'data-conversation="{thread}"' not in redrawn.html
        assert (str(kept) in redrawn.asks.near) is not is_given
        unknown = replace(page, shown=Shown())
        assert str(kept) in redraw(world.organisation_id, [unknown])[0].asks.near


def test_what_a_page_says_it_has_spares_it_that_and_no_more(world: World) -> None:
    from trato.entrypoints.console.live.stream import shown_by

    user_id, key = member(world, "atendente")
    other, _ = member(world, "atendente")
    thread, foreign = arrive(world, 66), arrive(world, 67)
    taken_by(world, thread, user_id)
    taken_by(world, foreign, other)
    for one in (thread, foreign):
        note(world, one)
    page = page_of(thread, key, shown=Shown(thread=shown_to(world, thread, key).thread))
    first = redraw(world.organisation_id, [page])[0].shown
    assert first.thread
    of_another = page_of(foreign, key, shown=Shown(thread=shown_to(world, foreign, key).thread))
    strange = redraw(world.organisation_id, [of_another])[0].shown.thread
    assert strange
    note(world, thread)
    for name, is_tail, is_asked in (
        (first.thread.name, True, False), (strange.name, False, True), ("0" * 16, False, True),
    ):  # fmt: skip
        has = shown_by(page.follows, thread=name, rows="", near={})
        (redrawn,) = redraw(world.organisation_id, [replace(page, shown=has)])
        assert ("data-tail" in redrawn.html) is is_tail
        assert redrawn.asks.thread is is_asked


def test_a_process_knows_only_so_many_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    from trato.entrypoints.console.live import versions

    line = SimpleNamespace(
        conversation_id=1, person_id=None, state="", tabulation="", handled_by="", agent_id=None,
        holds="", silent_until=None,
    )  # fmt: skip
    monkeypatch.setattr(versions, "KEPT_MAX", 3)
    monkeypatch.setattr(versions, "_drawn", {})
    monkeypatch.setattr(versions, "version_of", lambda bubbles, line, tags: f"v{len(tags)}")
    for count in (1, 2, 3, 1, 4):
        versions.drawn((), line, ("x",) * count, now=TUESDAY)  # type: ignore[arg-type]
    assert [bool(versions.named(f"v{n}")) for n in (1, 2, 3, 4)] == [True, False, True, True]


@pytest.mark.parametrize(
    ("query", "is_taken"),
    [
        ("estado=minhas", True), ("estado=minhas&v=12", True), ("", False),
        ("estado=todas", False), ("estado=adiadas", False), ("estado=minhas&busca=x", False),
        ("estado=minhas&espera=1", False),
    ],
)  # fmt: skip
def test_only_the_plain_list_of_ones_own_is_given(query: str, is_taken: bool) -> None:
    assert takes_list(query, 7) is is_taken


def test_a_page_that_says_so_is_given_its_parts_over_the_stream(world: World) -> None:
    user_id, key = member(world, "atendente")
    thread = arrive(world, 63)
    taken_by(world, thread, user_id)

    async def story() -> None:
        lane = live.Live(nobody)
        async with following(lane, key) as page:
            await page.until("event: hello")
            token = page.text.partition("data: ")[2].partition("\n")[0]
            answers: list[Any] = []

            async def answer(message: Any) -> None:
                answers.append(message.get("status"))

            scope = {
                "type": "http", "path": "/ao-vivo/", "method": "POST",
                "headers": [(b"x-stream", token.encode())],
                "query_string": (
                    f"fio={thread}&lista=mine&escolha=estado%3Dminhas&partes=1".encode()
                ),
            }  # fmt: skip
            await lane(scope, nobody, answer)
            assert answers[0] == 204
            # It has not said what it has: it asks for that.
            await page.until("event: thread-changed")
            await apart(note, world, thread)
            # The list came before it; a part is one line.
            await page.until(f'data-conversation=\\"{thread}')

    asyncio.run(story())
