"""Copies made by the worker: ordered, made once, fetched by whoever ordered them, gone in a day."""

import hashlib
import threading
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from tests.conftest import TUESDAY
from tests.flows.test_archive_page import member
from tests.flows.test_evidence import Thread, thread, with_files
from trato.foundation import tenancy
from trato.insights.evidence import build as building
from trato.insights.evidence.build import build_some
from trato.insights.evidence.check_bundle import check_bundle
from trato.insights.evidence.models import Bundle, BundlePart
from trato.insights.evidence.order import (
    NoCopy,
    Ordered,
    TooManyCopies,
    fetch,
    order,
    ordered,
    part,
)
from trato.insights.evidence.values import Form

__all__ = ["thread"]
BIA, RUI = 7, 8
ZONE = ZoneInfo("America/Sao_Paulo")


def ask(thread: Thread, *, by: int = BIA, form: Form = Form.ZIP, is_masked: bool = False) -> UUID:
    with thread.world.within():
        return order(
            thread.id, form, by=by, name="bia@aurora.example", is_masked=is_masked, at=TUESDAY
        )


def make(thread: Thread, at: datetime = TUESDAY) -> int:
    return build_some(thread.world.organisation_id, clock=lambda: at, zone=ZONE)


def copies(thread: Thread, by: int = BIA) -> tuple[Ordered, ...]:
    with thread.world.within():
        return ordered(by).rows


def test_ordered_made_fetched_and_it_checks_itself(
    thread: Thread, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "PART_BYTES", 1000)
    with_files(thread)
    bundle_id = ask(thread)
    assert ask(thread) == bundle_id, "the same again is the one in the making"
    assert [c.state for c in copies(thread)] == ["asked"]
    assert make(thread) == 1
    assert make(thread) == 0
    (copy,) = copies(thread)
    assert (copy.state, copy.file_name) == ("ready", f"conversa-{thread.id}.zip")
    with thread.world.within():
        told, count = fetch(bundle_id, by=BIA, at=TUESDAY, sees_masked=False)
        assert count > 5
        body = b"".join(part(bundle_id, n) for n in range(count))
        sealed = b"".join(bytes(row.body_sealed) for row in BundlePart.objects.all())
    assert b"conversa.jsonl" not in sealed
    assert (len(body), hashlib.sha256(body).hexdigest()) == (told.size_bytes, told.sha256)
    out = tmp_path / "copia.zip"
    out.write_bytes(body)
    assert check_bundle(out).lines.problems == ()
    (fact,) = thread.world.facts("archive.exported")
    assert (fact["by"], fact["sha256"]) == ("user:7", told.sha256)
    (fact,) = thread.world.facts("archive.copy_fetched")
    assert (fact["by"], fact["sha256"]) == (BIA, told.sha256)


def test_only_whoever_ordered_it_has_it_and_masked_eyes_see_no_whole_copy(thread: Thread) -> None:
    bundle_id = ask(thread)
    with thread.world.within(), pytest.raises(NoCopy):
        fetch(bundle_id, by=BIA, at=TUESDAY, sees_masked=False)
    make(thread)
    assert copies(thread, RUI) == ()
    with thread.world.within():
        for by, sees_masked in ((RUI, False), (BIA, True)):
            with pytest.raises(NoCopy):
                fetch(bundle_id, by=by, at=TUESDAY, sees_masked=sees_masked)


def test_after_a_day_its_bytes_are_gone(thread: Thread) -> None:
    bundle_id = ask(thread)
    make(thread)
    make(thread, TUESDAY + timedelta(hours=25))
    assert [c.state for c in copies(thread)] == ["gone"]
    with thread.world.within():
        assert not BundlePart.objects.exists()
        with pytest.raises(NoCopy):
            part(bundle_id, 0)


def test_what_a_killed_process_left_is_made_again_and_not_for_ever(thread: Thread) -> None:
    bundle_id = ask(thread)
    with thread.world.within():
        Bundle.objects.update(state="building", beat_at=TUESDAY, attempts=1)
    assert make(thread, TUESDAY + timedelta(minutes=1)) == 0, "its maker may still be alive"
    assert make(thread, TUESDAY + timedelta(minutes=3)) == 1
    assert [c.state for c in copies(thread)] == ["ready"]
    with thread.world.within():
        Bundle.objects.filter(id=bundle_id).update(state="building", attempts=3)
    assert make(thread, TUESDAY + timedelta(minutes=9)) == 0
    assert [c.state for c in copies(thread)] == ["failed"]


def test_one_that_cannot_be_made_is_given_up_and_others_are_made(
    thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(thread, form=Form.PDF)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no letters")

    monkeypatch.setattr(building, "export_conversation", broken)
    assert [make(thread) for _ in range(4)] == [1, 1, 1, 0]
    assert [c.state for c in copies(thread)] == ["failed"]
    monkeypatch.undo()
    ask(thread)
    make(thread)
    assert [c.state for c in copies(thread)] == ["ready", "failed"]
    assert len(thread.world.facts("archive.exported")) == 1


def test_how_far_it_is_shows_while_it_is_made(
    thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(thread, form=Form.JSONL)
    monkeypatch.setattr(building, "_BEAT_SECONDS", 0.05)
    reached, go_on = threading.Event(), threading.Event()
    exported = building.export_conversation

    def slowly(*args: object, **more: object) -> object:
        more["progress"](2, 4)  # type: ignore[operator]
        reached.set()
        assert go_on.wait(120)
        return exported(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "export_conversation", slowly)

    def make_apart() -> None:
        make(thread)
        connection.close()

    maker = threading.Thread(target=make_apart)
    maker.start()
    try:
        assert reached.wait(60)
        for _ in range(600):
            (copy,) = copies(thread)
            if copy.done:
                break
            go_on.wait(0.05)
        assert (copy.state, copy.done, copy.total) == ("building", 2, 4)
    finally:
        go_on.set()
        maker.join(60)
    assert [c.state for c in copies(thread)] == ["ready"]


def test_ten_at_a_time_and_of_known_conversations(thread: Thread) -> None:
    from trato.casework.conversations.read import UnknownConversation

    with thread.world.within():
        for n in range(10):
            Bundle.objects.create(
                organisation_id=tenancy.current(), conversation_id=thread.id, form=f"x{n}",
                asked_by=BIA, asked_as="bia", asked_at=TUESDAY, is_masked=False,
            )  # fmt: skip
        with pytest.raises(TooManyCopies):
            order(thread.id, Form.ZIP, by=BIA, name="bia", is_masked=False, at=TUESDAY)
        with pytest.raises(UnknownConversation):
            order(uuid4(), Form.ZIP, by=RUI, name="rui", is_masked=False, at=TUESDAY)


def test_the_desk_leaves_long_threads_to_the_worker(
    thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trato.entrypoints.console.views import evidence

    monkeypatch.setattr(evidence, "AT_ONCE_MAX", {Form.PDF: 3, Form.JSONL: 9})
    client = member(thread.world, "supervisor")
    at_once = client.post(f"/conversas/{thread.id}/copia/jsonl/")
    assert at_once.status_code == 200
    assert b"".join(at_once.streaming_content)  # type: ignore[attr-defined]
    at_once.close()
    answer = client.post(f"/conversas/{thread.id}/copia/pdf/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/copias/")
    answer = client.post(f"/conversas/{thread.id}/copia/zip/")
    assert answer.status_code == 302
    shown = client.get("/copias/").content.decode()
    assert shown.count("na fila") == 2
    assert 'hx-trigger="every 2s"' in shown
    make(thread)
    make(thread)
    shown = client.get("/copias/lista/").content.decode()
    assert shown.count("Baixar") == 2
    assert "hx-trigger" not in shown
    assert client.get(f"/copias/{uuid4()}/").status_code == 404
    assert member(thread.world, "atendente").get("/copias/").status_code == 403
