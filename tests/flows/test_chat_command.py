"""`trato evidence import`: looked at, brought in once, refused with a reason; nothing half-kept."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner

from tests.conftest import TUESDAY
from tests.flows.test_archive_page import member
from tests.flows.test_chats import OPEN, TEXT, WITH_MEDIA
from tests.world import World
from trato.book.organisations.read import organisation as read_organisation
from trato.casework.chats.models import Chat, ChatLine
from trato.entrypoints.cli.main import main
from trato.foundation import clock


class Shop:
    """The command line of one organisation, with a file to bring in."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        with world.within():
            self.slug = read_organisation().slug

    def file(self, body: bytes, name: str = "conversa.zip") -> Path:
        path = self.folder / name
        path.write_bytes(body)
        return path

    def run(self, file: Path, *options: str) -> tuple[int, Any]:
        here = ["--organisation", self.slug, "--json"]
        run = CliRunner().invoke(main, ["evidence", "import", str(file), *options, *here])
        return run.exit_code, json.loads(run.stdout) if run.stdout else run.output

    def kept(self) -> tuple[int, int]:
        with self.world.within():
            return Chat.objects.count(), ChatLine.objects.count()


@pytest.fixture
def shop(organisation: UUID, tmp_path: Path) -> Iterator[Shop]:
    clock.set_virtual(clock.VirtualTime(starts_at=TUESDAY, anchor_epoch=0, speed=0))
    yield Shop(World(organisation, TUESDAY), tmp_path)
    clock.set_virtual(None)


def test_a_look_keeps_nothing_and_names_the_authors(shop: Shop) -> None:
    code, told = shop.run(shop.file(WITH_MEDIA), "--dry-run")
    assert code == 0
    assert told["authors"] == {"Ana Souza": 3, "Cooperativa": 1}
    assert (told["messages"], told["missing_media"], told["date_order"]) == (4, 1, "dmy")
    assert (told["chat_id"], told["dry_run"]) == (None, True)
    assert shop.kept() == (0, 0)
    assert shop.world.facts("evidence.chat_imported") == []


def test_brought_in_once_by_whom_and_whose(shop: Shop) -> None:
    ana = shop.world.person("+5511987654321")
    member(shop.world, "supervisor")
    with shop.world.within():
        from trato.book.organisations.read import people_at_desk

        user_id, email = people_at_desk()[0]
    path = shop.file(WITH_MEDIA)
    options = ("--ours", "Cooperativa", "--person", "+5511987654321", "--by", email.upper())
    code, told = shop.run(path, *options)
    assert code == 0, told
    assert (told["messages"], told["media"], told["ours"]) == (4, 1, ["Cooperativa"])
    assert told["person_id"] == str(ana[0])
    (fact,) = shop.world.facts("evidence.chat_imported")
    assert (fact["sha256"], fact["by_user"]) == (told["sha256"], user_id)
    code, again = shop.run(path)
    assert (code, again["already_imported"], again["chat_id"]) == (0, True, told["chat_id"])
    assert shop.kept() == (1, 4)


@pytest.mark.parametrize(
    ("body", "options", "problem"),
    [
        pytest.param(WITH_MEDIA, (), "which_author", id="nobody said who the company is"),
        pytest.param(WITH_MEDIA, ("--ours", "Rui"), "unknown_author", id="no such author"),
        pytest.param(WITH_MEDIA, ("--ours", "Cooperativa", "--person", "Zé"), "unknown_person",
                     id="no such person"),
        pytest.param(WITH_MEDIA, ("--ours", "Cooperativa", "--by", "x@y.z"), "unknown_member",
                     id="no such member"),
        pytest.param(b"nada disso\n", ("--ours", "x"), "not_a_chat", id="no chat"),
        pytest.param(b"", ("--ours", "x"), "empty", id="empty"),
        pytest.param(OPEN.encode(), ("--ours", "Ana Souza"), "which_order", id="two orders"),
        pytest.param(TEXT.encode(), ("--ours", "Cooperativa", "--order", "mdy"), "other_order",
                     id="the wrong order"),
    ],
)  # fmt: skip
def test_what_is_refused_says_why_and_leaves_nothing(
    shop: Shop, body: bytes, options: tuple[str, ...], problem: str
) -> None:
    code, told = shop.run(shop.file(body, "conversa.txt"), *options)
    assert (code, told["error"]["code"]) == (2, problem)
    assert told["error"]["message"]
    assert shop.kept() == (0, 0)


def test_an_order_is_chosen_and_words_are_for_people(shop: Shop) -> None:
    path = shop.file(OPEN.encode(), "conversa.txt")
    here = ["--organisation", shop.slug, "--ours", "Ana Souza", "--order", "dmy"]
    run = CliRunner().invoke(main, ["evidence", "import", str(path), *here])
    assert run.exit_code == 0, run.output
    assert "entrou 1 mensagem," in run.output
    assert "(empresa)" in run.output
    lost = CliRunner().invoke(main, ["evidence", "import", "nowhere.zip"])
    assert lost.exit_code == 2
