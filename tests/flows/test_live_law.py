"""For any sequence of acts, a page that follows the stream shows what a fresh load shows.

The page is the browser's, in few words: what the stream gives is shown, what it names is asked for
anew, with the sign of what is shown, and an answer of nothing leaves it as it is. What the stream
says is the database's own word, passed through the same Hub as in the web process.
"""

import asyncio
import json
import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.conftest import TUESDAY, Server
from tests.flows.test_supervision import hold, say, thread_with
from tests.listening import Listening
from tests.universe import Cooperative, cooperative
from trato.entrypoints.console.live.news import ALL, News, Touched
from trato.entrypoints.console.live.redraw import Wanting, give, redraw
from trato.entrypoints.console.live.stream import Following, Stream, shown_by
from trato.entrypoints.console.live.viewer import admit

# Of each answer alone: the form's token and the key of what is sent once.
_OWN = re.compile(r'(name="csrfmiddlewaretoken" value|name="key" value)="[^"]*"')
_SIGN = re.compile(r'data-part="[^"]*?\bv=([0-9a-f]+)"')


def aurora() -> Cooperative:
    """Make a cooperative of its own for each example."""
    from trato.book.organisations.create import create_organisation

    return cooperative(
        create_organisation(
            slug=f"coop-{uuid4().hex[:12]}", name="Cooperativa Aurora",
            actor_role="original_creditor", document="11222333000181",
            address="Rua das Flores, 100, São Paulo/SP", contact="0800 000 0000",
            data_contact="privacidade@aurora.example", at=TUESDAY,
        )
    )  # fmt: skip


class Page:
    """One open page: a thread, a list beside it, and what it last drew of both."""

    def __init__(self, coop: Cooperative, role: str, thread: UUID, listed: str) -> None:
        from django.contrib.auth import get_user_model

        from trato.book.organisations.create import add_member

        email = f"{uuid4().hex[:8]}@aurora.example"
        with coop.inside():
            add_member(email=email, password="uma senha longa de teste", role=role)
        user = get_user_model().objects.get(username=email)
        self.client = Client(HTTP_HX_REQUEST="true", SERVER_NAME="localhost")
        self.client.force_login(user)
        self.user_id = int(user.pk)
        self.thread, self.listed = thread, listed
        self.kept: dict[UUID, str] = {}
        self.key = str(self.client.session.session_key)
        viewer = admit(self.key)
        assert viewer
        self.stream = Stream(viewer, "pt-br")
        self.asked = self.given = self.tails = self.kept_tails = 0

    def load(self) -> None:
        self.shown = self.fresh()

    def fresh(self) -> dict[str, str]:
        """Return what somebody would see who opens the page now."""
        return {
            "thread": self._ask(self._thread_path, {}) or "",
            "rows": self._ask("/conversas/lista/", {"estado": self.listed}) or "",
        }

    def look_at(self, thread: UUID) -> None:
        """Open another thread, as a row's click does: one that is kept is shown as it is."""
        self.thread = thread
        kept = self.kept.pop(thread, None)
        self.shown["thread"] = kept or self._ask(self._thread_path, {}) or ""
        if self.stream.follows is not None:
            self.follow()

    def keep(self, thread: UUID) -> None:
        """Fetch a thread for the reader's next step."""
        if thread == self.thread or self.stream.follows is None:
            return
        self.kept[thread] = self.ahead(thread)
        self.follow()

    def ahead(self, thread: UUID) -> str:
        """Return the head and the messages of a thread as they are fetched ahead."""
        answer = self.client.get(
            f"/conversas/{thread}/", headers={"X-Prefetch": "1", "X-Beside": "later"}
        )
        found = re.findall(
            r'<header id="thread-head".*?</header>|<ol id="thread".*?</ol>',
            answer.content.decode(),
            re.DOTALL,
        )
        assert len(found) == 2
        return "".join(map(_plain, found))

    def follow(self) -> None:
        """Say what is shown, and its versions; what happened until that was heard is given."""
        listed = "mine" if self.listed == "minhas" else "all"
        follows = Following(
            thread=str(self.thread), listed=listed,
            query=f"estado={self.listed}" if listed == "mine" else "", takes_parts=True,
            near=frozenset(map(str, self.kept)),
        )  # fmt: skip
        kept = {str(thread): sign_of(html) for thread, html in self.kept.items()}
        has = shown_by(follows, thread=self._sign("thread"), rows=self._sign("rows"), near=kept)
        is_first = self.stream.follows is None
        self.stream.follow(follows, has)
        self._hear(b"", Touched.all_of(follows))
        if is_first:
            # Until it said what it shows it was told everything, and has heard of it.
            self._look_again({"rows"})

    def hear(self, news: News) -> None:
        stream, touched = self.stream, Touched()
        if stream.follows is not None:
            touched = news.touched(stream.viewer, stream.follows)
        self._hear(news.told(stream.viewer, stream.follows, touched), touched)

    def _hear(self, events: bytes, touched: Touched) -> None:
        told = re.findall(r"event: (\S+)\ndata: (.*)\n", self._told(events, touched))
        for kind, data in told:
            if kind == "part":
                self._take(json.loads(data)["html"])
        wanted = set()
        for kind, data in told:
            names = set(data.split())
            if kind in ("thread-changed", "door-changed"):
                if names & {str(self.thread), ALL}:
                    wanted.add("thread")
                for gone in [one for one in self.kept if names & {str(one), ALL}]:
                    del self.kept[gone]
            is_mine = names & {str(self.user_id), "fila", ALL}
            if kind == "list-changed" and (self.listed != "minhas" or is_mine):
                wanted.add("rows")
        self._look_again(wanted)

    def _told(self, events: bytes, touched: Touched) -> str:
        """Return what the web process writes to this page."""
        stream = self.stream
        stream.put(events)
        if touched and stream.follows is not None:
            wanting = Wanting(
                viewer=stream.viewer, session_key=self.key, language=stream.language,
                follows=stream.follows, shown=stream.shown, touched=touched,
            )  # fmt: skip
            (redrawn,) = redraw(stream.viewer.organisation_id, [wanting])
            give(stream, wanting, redrawn)
        return asyncio.run(stream.take()).decode()

    def _take(self, html: str) -> None:
        self.given += 1
        threads, at, rows = html.partition('<div id="filters"')
        for thread in re.findall(r'<ol id="thread".*?</ol>', threads, re.DOTALL):
            of = UUID(re.findall(r'data-conversation="([0-9a-f-]+)"', thread)[0])
            if of == self.thread:
                self._take_thread(_plain(thread))
            elif of in self.kept:
                self._take_kept(of, _plain(thread))
        if at:
            self.shown["rows"] = _plain(f"{at}{rows}")

    def _take_thread(self, thread: str) -> None:
        if tail := re.search(r' data-tail="([0-9a-f]+)"', thread):
            self.tails += 1
            assert self._sign("thread") == tail[1], "this page has asked for nothing meanwhile"
        self.shown["thread"] = _grown(self.shown["thread"], thread, tail)

    def _take_kept(self, of: UUID, thread: str) -> None:
        if tail := re.search(r' data-tail="([0-9a-f]+)"', thread):
            self.kept_tails += 1
            assert sign_of(self.kept[of]) == tail[1]
        self.kept[of] = _grown(self.kept[of], thread, tail)

    def _look_again(self, wanted: set[str]) -> None:
        the_list = {"estado": self.listed, "v": self._sign("rows")}
        if wanted == {"thread", "rows"}:
            found = self._ask(
                self._thread_path, {"v": self._sign("thread"), "lista": urlencode(the_list)}
            )
            if found:
                head, at, rest = found.partition('<div id="filters"')
                self.shown["thread"] = head or self.shown["thread"]
                self.shown["rows"] = (at + rest) or self.shown["rows"]
        elif wanted == {"thread"}:
            found = self._ask(self._thread_path, {"v": self._sign("thread")})
            self.shown["thread"] = found or self.shown["thread"]
        elif wanted == {"rows"}:
            found = self._ask("/conversas/lista/", the_list)
            self.shown["rows"] = found or self.shown["rows"]

    @property
    def _thread_path(self) -> str:
        return f"/conversas/{self.thread}/fio/"

    def _sign(self, part: str) -> str:
        return sign_of(self.shown[part])

    def _ask(self, path: str, query: dict[str, str]) -> str | None:
        self.asked += 1
        answer = self.client.get(path, query)
        assert answer.status_code in (200, 204), path
        return _plain(answer.content.decode()) if answer.content else None


def sign_of(html: str) -> str:
    found = _SIGN.search(html)
    assert found, html[:300]
    return found[1]


def _grown(shown: str, thread: str, tail: re.Match[str] | None) -> str:
    """Return a thread with its messages in place of those before, or behind them."""
    head, _, before = shown.partition('<ol id="thread"')
    if tail:
        root, _, more = thread.replace(tail[0], "").partition(">")
        thread = f"{root}>{before.partition('>')[2].removesuffix('</ol>')}{more}"
    return head + thread


def _plain(html: str) -> str:
    """Return what is shown, without what is the answer's own and the space between tags."""
    return re.sub(r">\s+<", "><", _OWN.sub("", html).strip())


class House:
    """Two pages of a house, three threads, and acts upon them."""

    def __init__(self, coop: Cooperative, listening: Listening) -> None:
        self.coop, self.listening = coop, listening
        self.debtors = coop.debtors(3)
        self.threads = [
            thread_with(coop, debtor, agent_id=None if n == 2 else 901)
            for n, debtor in enumerate(self.debtors)
        ]
        self.agent = Page(coop, "atendente", self.threads[0], "minhas")
        self.chief = Page(coop, "supervisor", self.threads[1], "todas")
        self.pages = (self.agent, self.chief)
        self.take(0)
        for page in self.pages:
            page.load()
        self.told()
        self.agent.follow()

    def told(self) -> None:
        """Pass on what the database has said since the last time, as the web process does."""
        news, here = News(), str(self.coop.organisation_id)
        for told in self.listening.told():
            where, kind, *items = told.split()
            if where == here:
                news.take(kind, items)
        for page in self.pages:
            page.hear(news)

    def hear(self, n: int) -> None:
        from trato.casework.conversations.models import Conversation, InboundMessage

        at, here = self.coop.clock.pass_(seconds=7), self.coop.organisation_id
        with self.coop.inside():
            InboundMessage.objects.create(
                organisation_id=here, conversation_id=self.threads[n],
                provider_message_id=f"wamid.{uuid4()}", kind="text", text=f"às {at}",
                payload_sealed=b"", written_at=at, received_at=at, handle_after=at, handled_at=at,
            )  # fmt: skip
            Conversation.objects.filter(id=self.threads[n]).update(
                last_inbound_at=at, last_event_at=at, preview=f"às {at}", waiting_since=at
            )

    def say(self, n: int) -> None:
        say(self.coop, self.debtors[n], self.threads[n], key=str(uuid4()))
        self.coop.clock.pass_(seconds=5)

    def send(self, _: int) -> None:
        self.coop.drain()

    def arrive(self, n: int) -> None:
        from trato.door.outbox.models import Message

        at = self.coop.clock.pass_(seconds=3)
        with self.coop.inside():
            sent = Message.objects.filter(conversation_id=self.threads[n], sent_at__isnull=False)
            for row in sent:
                Message.objects.filter(id=row.id).update(status_rank=3, state="read", read_at=at)

    def note(self, n: int, kind: str = "note", by: int = 902) -> None:
        from trato.casework.conversations.write_note import write_note

        at = self.coop.clock.pass_(seconds=2)
        with self.coop.inside():
            write_note(self.threads[n], f"às {at}", kind=kind, by=by, author="dora", at=at)

    def whisper(self, n: int) -> None:
        self.note(n, kind="whisper", by=self.chief.user_id)

    def take(self, n: int) -> None:
        self._take(n, self.agent.user_id)

    def lose(self, n: int) -> None:
        self._take(n, self.chief.user_id)

    def _take(self, n: int, agent_id: int) -> None:
        from trato.casework.conversations.hand_over import take_over

        with self.coop.inside():
            take_over(self.threads[n], agent_id=agent_id, at=self.coop.clock(), force=True)

    def give_back(self, n: int) -> None:
        from trato.casework.conversations.hand_over import give_back

        with self.coop.inside():
            give_back(self.threads[n], at=self.coop.clock(), by=self.agent.user_id, force=True)

    def resolve(self, n: int) -> None:
        from trato.casework.conversations.resolve import resolve
        from trato.casework.conversations.tabulations import tabulations

        with self.coop.inside():
            code = tabulations()[0].code
            resolve(
                self.threads[n],
                tabulation=code,
                at=self.coop.clock(),
                by=self.agent.user_id,
                force=True,
            )

    def snooze(self, n: int) -> None:
        from trato.casework.conversations.snooze import snooze

        at = self.coop.clock()
        with self.coop.inside():
            snooze(
                self.threads[n],
                until=at + timedelta(hours=2),
                by=self.agent.user_id,
                at=at,
                force=True,
            )

    def wake(self, _: int) -> None:
        from trato.casework.conversations.snooze import wake_snoozed

        with self.coop.inside():
            wake_snoozed(now=self.coop.clock.pass_(hours=3))

    def hold(self, n: int) -> None:
        hold(self.coop, self.threads[n], "all")

    def roll_back(self, n: int) -> None:
        from django.db import transaction

        from trato.casework.conversations.write_note import write_note

        with self.coop.inside():
            write_note(
                self.threads[n], "nunca", kind="note", by=1, author="x", at=self.coop.clock()
            )
            transaction.set_rollback(True)

    def walk(self, n: int) -> None:
        self.agent.look_at(self.threads[n])

    def keep(self, n: int) -> None:
        self.agent.keep(self.threads[n])

    def narrow(self, _: int) -> None:
        self.chief.follow()


ACTS: dict[str, Callable[[House, int], None]] = {
    name: getattr(House, name)
    for name in (
        "hear", "say", "send", "arrive", "note", "whisper", "take", "lose", "give_back",
        "resolve", "snooze", "wake", "hold", "roll_back", "walk", "keep", "narrow",
    )
}  # fmt: skip


@settings(max_examples=20, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@example(acts=[("say", 0, True), ("send", 0, True), ("arrive", 0, True)])
@example(acts=[("say", 1, True), ("send", 1, True), ("arrive", 1, False), ("give_back", 0, True)])
@example(acts=[("narrow", 1, True), ("hold", 1, True), ("say", 1, True), ("hear", 1, True)])
@example(acts=[("hold", 0, True), ("say", 0, True), ("lose", 0, True), ("walk", 1, False)])
@example(acts=[("keep", 1, True), ("hear", 1, False), ("walk", 1, True), ("hear", 1, True)])
@example(acts=[("keep", 1, True), ("keep", 2, False), ("hear", 2, True), ("take", 2, True)])
@given(
    acts=st.lists(
        st.tuples(
            st.sampled_from([*sorted(ACTS), "say", "send", "hear"]),
            st.integers(0, 2),
            st.booleans(),
        ),
        max_size=12,
    )
)
def test_what_is_shown_is_what_a_fresh_load_shows(
    database: Server, acts: list[tuple[str, int, bool]]
) -> None:
    with Listening(database.application_url) as listening:
        house = House(aurora(), listening)
        for name, n, is_told in acts:
            ACTS[name](house, n)
            if is_told:
                house.told()
        house.told()
        for page in house.pages:
            assert page.shown == page.fresh()
            for thread, kept in page.kept.items():
                assert kept == page.ahead(thread)


def test_a_page_asks_only_for_what_changed_before_its_eyes(database: Server) -> None:
    with Listening(database.application_url) as listening:
        house = House(aurora(), listening)
        before = house.agent.asked
        house.hear(1)
        house.told()
        assert house.agent.asked == before, "a colleague's thread is not this page's business"
        house.hear(0)
        house.told()
        assert house.agent.asked == before, "what it has is known by its version"
        assert house.agent.given, "thread and list are given as they are drawn"
        house.lose(0)
        house.told()
        assert house.agent.asked == before + 1, "what heads it, its reader asks for"
        house.take(0)
        for _ in range(3):
            house.hear(0)
            house.told()
        assert house.agent.asked == before + 2
        assert house.agent.tails, "what only grew is given as what comes after it"
        assert house.agent.shown == house.agent.fresh()


def test_a_thread_that_is_kept_stays_as_it_would_be_fetched_now(database: Server) -> None:
    with Listening(database.application_url) as listening:
        house = House(aurora(), listening)
        house.hear(1)
        house.told()
        house.keep(1)
        asked = house.agent.asked
        for _ in range(2):
            house.hear(1)
            house.told()
        kept = house.agent.kept[house.threads[1]]
        assert kept == house.agent.ahead(house.threads[1])
        assert house.agent.kept_tails == 2, "what only grew is given as what comes after it"
        house.walk(1)
        assert house.agent.asked == asked, "it is shown as it is, and nothing is asked for"
        assert house.agent.shown["thread"] == kept
        house.keep(2)
        house.told()
        house.take(2)
        house.told()
        assert not house.agent.kept, "in other hands it is fetched anew"
        house.keep(2)
        house.say(2)
        house.told()
        assert not house.agent.kept, "what the door answered is beside it, too"
