"""What the database tells and whom the stream tells it: nobody else's, nobody without a session."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import TUESDAY, Server
from tests.flows.test_people_at_work import arrive, hand_over, seat
from tests.listening import Listening
from tests.world import World
from trato.entrypoints.console.live import app as live
from trato.entrypoints.console.live.news import News
from trato.entrypoints.console.live.stream import Following
from trato.entrypoints.console.live.viewer import Viewer

Told = list[str]


@pytest.fixture
def world(organisation: UUID) -> World:
    return World(organisation, TUESDAY)


@pytest.fixture
def heard(database: Server) -> Iterator[Callable[[], Told]]:
    """Return what was notified since the last time, by anybody."""
    with Listening(database.application_url) as listening:
        yield listening.told


def of(world: World, told: Told) -> set[str]:
    return {
        one.split(" ", 1)[1].strip() for one in told if one.startswith(str(world.organisation_id))
    }


def test_each_act_is_told_in_its_own_transaction(world: World, heard: Any) -> None:
    from trato.casework.conversations.write_note import write_note

    seat(world, 7)
    heard()
    thread = arrive(world, 1)
    assert f"conversation {thread}" in of(world, heard())
    hand_over(world, thread)
    assert f"conversation {thread},fila" in of(world, heard())
    with world.within():
        write_note(thread, "oi", kind="note", by=7, author="sete", at=TUESDAY)
    assert of(world, heard()) == {f"thread {thread}"}
    with world.within():
        write_note(thread, "não fica", kind="note", by=7, author="sete", at=TUESDAY)
        transaction.set_rollback(True)
    assert heard() == []


def test_taking_tells_both_agents(world: World, heard: Any) -> None:
    from trato.casework.conversations.hand_over import take_over

    thread = arrive(world, 2)
    hand_over(world, thread)
    heard()
    with world.within():
        take_over(thread, agent_id=7, at=TUESDAY)
    assert f"conversation {thread},7,fila" in of(world, heard())
    with world.within():
        take_over(thread, agent_id=8, at=TUESDAY, force=True)
    assert f"conversation {thread},8,7,gente" in of(world, heard())


def test_what_is_shown_nowhere_is_not_told(world: World, heard: Any) -> None:
    from trato.casework.conversations.models import Conversation

    thread = arrive(world, 3)
    heard()
    with world.within():
        Conversation.objects.filter(id=thread).update(bot_state={"step": 2})
    assert heard() == []


def test_very_many_at_once_are_one_notice(world: World, heard: Any) -> None:
    from trato.casework.conversations.models import Conversation

    with world.within():
        Conversation.objects.bulk_create(
            Conversation(
                organisation_id=world.organisation_id, number_id=world.number_id,
                contact_key=uuid4().bytes, opened_at=TUESDAY, last_event_at=TUESDAY,
            )
            for _ in range(150)
        )  # fmt: skip
    assert of(world, heard()) == {"conversation *"}


def test_everything_of_a_moment_is_told_once_and_by_role() -> None:
    news = News()
    for kind, items in (
        ("conversation", ["a,7,fila"]), ("conversation", ["a,7,gente"]), ("door", ["a"]),
        ("alerts", []), ("lookers", ["b"]),
    ):  # fmt: skip
        news.take(kind, items)
    everything = news.told(viewer(7, "supervisor")).decode()
    assert everything.count("event: ") == 6
    assert "event: list-changed\ndata: 7 fila\n\n" in everything
    agent = news.told(viewer(7, "atendente")).decode()
    assert "floor" not in agent
    assert "alerts" not in agent
    assert news.told(viewer(7, "credor")) == b""


def test_a_look_is_no_news_to_whoever_looks(world: World, heard: Any) -> None:
    from trato.casework.conversations.attend import look_at

    thread = arrive(world, 5)
    heard()
    with world.within():
        look_at(thread, 7, name="ana", is_typing=False, at=TUESDAY)
    told = of(world, heard())
    assert told == {f"lookers {thread},7"}
    news = News()
    news.take("lookers", [f"{thread},7"])
    assert news.told(viewer(7, "atendente")) == b""
    assert news.told(viewer(8, "atendente")) == b"event: lookers-changed\ndata: %s\n\n" % (
        str(thread).encode()
    )
    news.take("lookers", [f"{thread},8"])
    assert b"lookers-changed" in news.told(viewer(7, "atendente"))


def test_a_page_hears_of_the_threads_it_keeps_as_well() -> None:
    follows = Following(thread="a", listed="mine", takes_parts=True, near=frozenset({"b", "c"}))
    me = viewer(7, "atendente")
    for kind, items, drawn, told in (
        ("conversation", ["b,7,gente"], {"b"}, ""),
        ("conversation", ["d"], set(), ""),
        ("door", ["c"], set(), "event: door-changed\ndata: c\n\n"),
        ("conversation", ["*"], set(), "event: thread-changed\ndata: b c\n\n"),
        ("lookers", ["b,9"], set(), ""),
    ):  # fmt: skip
        news = News()
        news.take(kind, items)
        touched = news.touched(me, follows)
        assert touched.near == drawn
        events = news.told(me, follows, touched).decode()
        assert events.replace("event: list-changed\ndata: *\n\n", "") in (
            told, told + f"event: list-changed\ndata: {me.user_id}\n\n"
        )  # fmt: skip
    both = News()
    both.take("conversation", ["b"])
    both.take("door", ["b"])
    assert not both.touched(me, follows).near, "what is beside it changed as well"
    assert b"door-changed" in both.told(me, follows)


def test_a_page_that_says_what_it_shows_is_told_of_nothing_else() -> None:
    news = News()
    news.take("conversation", ["a,7,fila"])
    news.take("conversation", ["c"])
    for shown, listed, told in (
        ("a", "mine", "event: thread-changed\ndata: a\n\nevent: list-changed\ndata: 7 fila\n\n"),
        ("c", "", "event: thread-changed\ndata: c\n\n"),
        ("b", "all", "event: list-changed\ndata: 7 fila\n\n"),
        ("", "", ""),
    ):
        follows = Following(thread=shown, listed=listed)
        assert news.told(viewer(7, "atendente"), follows).decode() == told
    other = News()
    other.take("conversation", ["a,8"])
    assert other.told(viewer(7, "atendente"), Following(thread="b", listed="mine")) == b""
    other.take("conversation", ["*"])
    assert b"thread-changed" in other.told(
        viewer(7, "atendente"), Following(thread="b", listed="mine")
    )


_NAMES = st.sampled_from(["a", "b", "c", "*"])
_NOTICE = st.one_of(
    st.tuples(
        st.just("conversation"),
        st.builds(
            lambda name, marks: ",".join([name, *marks]),
            _NAMES, st.lists(st.sampled_from(["7", "8", "fila", "gente"]), max_size=3),
        ),
    ),
    st.tuples(st.sampled_from(["door", "thread"]), _NAMES),
    st.tuples(st.just("lookers"), st.builds("{},{}".format, _NAMES, st.sampled_from(["7", "8"]))),
    st.tuples(st.sampled_from(["floor", "alerts"]), st.just("x")),
)  # fmt: skip


@given(
    notices=st.lists(_NOTICE, max_size=4),
    role=st.sampled_from(["atendente", "supervisor", "credor"]),
    thread=st.sampled_from(["", "a", "b"]),
    near=st.frozensets(st.sampled_from(["b", "c"])),
    listed=st.sampled_from(["", "mine", "all"]),
)
def test_whom_nothing_concerns_would_be_told_nothing(
    notices: list[tuple[str, str]], role: str, thread: str, near: frozenset[str], listed: str
) -> None:
    news, me = News(), viewer(7, role)
    for kind, item in notices:
        news.take(kind, [item])
    follows = Following(
        thread=thread, listed=listed, query="estado=minhas" if listed == "mine" else "",
        takes_parts=True, near=near - {thread},
    )  # fmt: skip
    touched = news.touched(me, follows)
    is_told = bool(touched or news.told(me, follows, touched))
    assert news.concerns(me, follows, news.names()) or not is_told


def viewer(user_id: int, role: str) -> Viewer:
    return Viewer(session_hash="", user_id=user_id, organisation_id=uuid4(), role=role)


class Page:
    """One open stream, as a browser has it."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.status = 0
        self.text = ""
        self._gone, self._told = asyncio.Event(), asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        self.text += message.get("body", b"").decode()
        self._told.set()

    def leave(self) -> None:
        self._gone.set()

    async def until(self, words: str, seconds: float = 30.0) -> None:
        async with asyncio.timeout(seconds):
            while words not in self.text:
                await self._more()

    async def begun(self) -> None:
        async with asyncio.timeout(30):
            while not self.status:
                await self._more()

    async def _more(self) -> None:
        self._told.clear()
        await self._told.wait()


@asynccontextmanager
async def following(lane: live.Live, key: str) -> AsyncIterator[Page]:
    page = Page(key)
    headers = [(b"cookie", f"other=1; sessionid={key}".encode())] if key else []
    scope = {"type": "http", "path": "/ao-vivo/", "method": "GET", "headers": headers}
    task = asyncio.create_task(lane(scope, page.receive, page.send))
    try:
        await page.begun()
        yield page
    finally:
        page.leave()
        await asyncio.wait_for(task, 30)


async def apart(work: Callable[..., Any], *arguments: Any) -> Any:
    """Run work in a thread, as the desk does, and leave no connection behind in it."""

    def done() -> Any:
        try:
            return work(*arguments)
        finally:
            connections.close_all()

    return await asyncio.to_thread(done)


async def nobody(*_: Any) -> None:
    raise AssertionError("not for the desk")


def member(world: World, role: str) -> tuple[int, str]:
    """Return a signed-in member and the key of their session."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from trato.book.organisations.create import add_member

    email = f"{uuid4().hex[:8]}@aurora.example"
    with world.within():
        add_member(email=email, password="uma senha longa de teste", role=role)
    user = get_user_model().objects.get(username=email)
    client = Client()
    client.force_login(user, backend="trato.entrypoints.console.signed_in.ByName")
    return user.pk, str(client.session.session_key)


def note(world: World, thread: UUID) -> None:
    from trato.casework.conversations.write_note import write_note

    with world.within():
        write_note(thread, "oi", kind="note", by=7, author="sete", at=TUESDAY)


def test_each_hears_their_own_organisation_only(world: World, agency: UUID) -> None:
    other = World(agency, TUESDAY)
    (_, mine), (_, theirs) = member(world, "atendente"), member(other, "supervisor")
    own, foreign = arrive(world, 4), arrive(other, 4)

    async def story() -> None:
        lane = live.Live(nobody)
        async with following(lane, mine) as here, following(lane, theirs) as there:
            await apart(note, world, own)
            await here.until(str(own))
            await apart(note, other, foreign)
            await there.until(str(foreign))
            assert str(foreign) not in here.text
            assert str(own) not in there.text

    asyncio.run(story())


def test_a_stranger_and_an_ended_session_get_nothing(world: World) -> None:
    from django.contrib.sessions.models import Session

    _, key = member(world, "atendente")

    async def story() -> None:
        lane = live.Live(nobody)
        for stranger in ("", "x" * 32):
            async with following(lane, stranger) as page:
                assert page.status == 403
        async with following(lane, key) as page:
            assert page.status == 200
            await apart(Session.objects.filter(session_key=key).delete)
            await page.until("event: ended")
        async with following(lane, key) as page:
            assert page.status == 403

    asyncio.run(story())


def test_losing_the_membership_ends_the_stream(world: World) -> None:
    from trato.book.organisations.models import Member

    user_id, key = member(world, "supervisor")

    async def story() -> None:
        async with following(live.Live(nobody), key) as page:
            await apart(Member.objects.filter(user_id=user_id).delete)
            await page.until("event: ended")

    asyncio.run(story())


def test_a_listening_connection_that_breaks_comes_back_and_says_so(
    world: World, superuser: psycopg.Connection
) -> None:
    _, key = member(world, "atendente")
    thread = arrive(world, 5)

    async def story() -> None:
        async with following(live.Live(nobody), key) as page:
            await page.until("event: hello")
            await apart(
                superuser.execute,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE query LIKE 'LISTEN trato_live%'",
            )
            await page.until("event: fresh")
            await apart(note, world, thread)
            await page.until(str(thread))

    asyncio.run(story())


def test_many_pages_share_one_connection(world: World, superuser: psycopg.Connection) -> None:
    keys = [member(world, "atendente")[1] for _ in range(8)]
    thread = arrive(world, 6)
    count = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN trato_live%'"

    async def story() -> None:
        lane = live.Live(nobody)
        async with asyncio.TaskGroup() as group:
            ready, done = asyncio.Semaphore(0), asyncio.Event()

            async def one(key: str) -> None:
                async with following(lane, key) as page:
                    await page.until("event: hello")
                    ready.release()
                    await page.until(str(thread))
                    await done.wait()

            for key in keys * 3:
                group.create_task(one(key))
            for _ in keys * 3:
                await ready.acquire()
            row = await apart(lambda: superuser.execute(count).fetchone())
            assert row == (1,)
            await apart(note, world, thread)
            await asyncio.sleep(0.5)
            done.set()

    asyncio.run(story())


def test_tags_put_on_and_taken_off_are_told_to_thread_and_lists(world: World, heard: Any) -> None:
    from trato.casework.conversations.hand_over import take_over
    from trato.casework.sorting.models import Tag
    from trato.casework.sorting.tag import tag, tag_by_rule
    from trato.casework.sorting.values import On

    thread = arrive(world, 5)
    with world.within():
        take_over(thread, agent_id=7, at=TUESDAY)
        named = Tag.objects.create(
            organisation_id=world.organisation_id, name="Urgente", rules=[["reason", "legal"]]
        )
    heard()
    with world.within():
        tag(thread, [named.id], by=7, at=TUESDAY)
    assert of(world, heard()) == {f"conversation {thread},7"}
    with world.within():
        tag(thread, [], by=7, at=TUESDAY)
    assert of(world, heard()) == {f"conversation {thread},7"}
    other = arrive(world, 6)
    heard()
    with world.within():
        tag_by_rule(other, [(On.REASON, "legal")], at=TUESDAY)
    assert of(world, heard()) == {f"conversation {other}"}
    with world.within():
        Tag.objects.filter(id=named.id).update(rules=[])
    assert heard() == []
    with world.within():
        Tag.objects.filter(id=named.id).update(name="Outra")
    assert of(world, heard()) == {"conversation *"}


def test_a_team_is_told_to_the_floor(world: World, heard: Any) -> None:
    from trato.casework.conversations.arrange_team import drop_team, keep_team

    with world.within():
        made = keep_team(
            None, name="Mesa", supervisor_id=None, member_ids=[], queue_ids=[], by=1, at=TUESDAY
        )
    assert of(world, heard()) == {"floor"}
    with world.within():
        drop_team(made, by=1, at=TUESDAY)
    assert of(world, heard()) == {"floor"}
