"""An attachment that is gone, or not for these eyes, is named in the thread instead of broken."""

import pytest

from tests.flows.test_archive_page import member
from tests.flows.test_evidence import Thread, thread, with_files
from trato.door.outbox.erase import erase_files

__all__ = ["thread"]


@pytest.mark.parametrize(("role", "sees"), [("supervisor", True), ("analista", False)])
def test_whoever_may_not_see_it_is_told_that_it_is_there(
    thread: Thread, role: str, sees: bool
) -> None:
    with_files(thread)
    page = member(thread.world, role).get(f"/conversas/{thread.id}/").content.decode()
    assert page.count("o seu papel não o mostra") == (0 if sees else 2)
    assert ("/anexo/" in page) is sees
    assert ("boleto.pdf" in page) is sees


def test_what_was_erased_says_so_both_ways(thread: Thread) -> None:
    with_files(thread)
    with thread.world.within():
        assert erase_files(thread.id) == 1
    page = member(thread.world, "supervisor").get(f"/conversas/{thread.id}/").content.decode()
    assert page.count("O anexo foi apagado pela política de guarda.") == 2
    assert "boleto.pdf" not in page
