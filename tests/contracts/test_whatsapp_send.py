"""One call, one outcome: what a server's behaviour means for a message that must not go twice."""

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import aiohttp
import pytest

from tests.universe import fetched
from trato import wiring
from trato.adapters.whatsapp import send as module
from trato.adapters.whatsapp.send import CloudApi, open_session
from trato.adapters.whatsapp.templates import TemplateDraft, TemplateRefused, Templates
from trato.door.outbox import provider
from trato.door.outbox.provider import Cleared
from trato.door.outbox.values import Content, ErrorClass, NoAnswer, Receipt, Rejection
from trato.door.policy.values import Kind

OK = {
    "messaging_product": "whatsapp",
    "contacts": [{"input": "5511", "wa_id": "551112345678", "user_id": "BR.1"}],
    "messages": [{"id": "wamid.1", "message_status": "accepted"}],
}
Handle = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


def message(text: str = "Olá") -> Cleared:
    return Cleared(
        provider._seal, message_id=UUID(int=1), phone_number_id="106", to="5511912345678",
        recipient="", content=Content(kind=Kind.TEXT, text=text), template=None, opaque="attempt",
        in_reply_to="",
    )  # fmt: skip


class Server:
    """A raw server: every request whole, every answer byte for byte."""

    def __init__(self, handle: Handle) -> None:
        self.handle = handle
        self.requests: list[bytes] = []
        self.port = 0

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lower = head.lower()
                length = 0
                if b"content-length:" in lower:
                    length = int(lower.split(b"content-length:")[1].split(b"\r\n")[0])
                request = head + await reader.readexactly(length)
                self.requests.append(request)
                await self.handle(request, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def answer(status: int, body: Any, **headers: str) -> Handle:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()

    async def handle(_: bytes, writer: asyncio.StreamWriter) -> None:
        extra = "".join(f"{k.replace('_', '-')}: {v}\r\n" for k, v in headers.items())
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(raw)}\r\n{extra}\r\n"
        writer.write(head.encode() + raw)

    return handle


@asynccontextmanager
async def cloud(handle: Handle) -> AsyncIterator[tuple[CloudApi, Server]]:
    server = Server(handle)
    listening = await asyncio.start_server(server.connected, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    async with open_session() as session:
        yield CloudApi(f"http://127.0.0.1:{server.port}/v25.0", "token", session), server
    listening.close()


async def outcome(handle: Handle) -> Any:
    async with cloud(handle) as (api, server):
        found = await api.send(message())
        assert len(server.requests) == 1, "nothing here may retry"
        return found


async def test_accepted() -> None:
    async with cloud(answer(200, OK)) as (api, server):
        found = await api.send(message())
    assert found == Receipt(provider_message_id="wamid.1", wa_id="551112345678", bsuid="BR.1")
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v25.0/106/messages HTTP/1.1")
    assert b"Authorization: Bearer token" in head
    assert json.loads(body)["biz_opaque_callback_data"] == "attempt"


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, 131047, ErrorClass.SWITCH_TO_TEMPLATE),
        (400, 131056, ErrorClass.RETRY_RECIPIENT),
        (401, 190, ErrorClass.STOP_ACCOUNT),
        (500, 131000, ErrorClass.RETRY),
        (503, 131016, ErrorClass.RETRY),
        (429, 130429, ErrorClass.SLOW_DOWN),
    ],
)
async def test_refused_by_the_provider(status: int, code: int, expected: ErrorClass) -> None:
    error = {"error": {"message": "(#1) x", "code": code, "error_data": {"details": "why"}}}
    found = await outcome(answer(status, error))
    assert found == Rejection(error_class=expected, code=code, reason="(#1) x: why")


async def test_how_long_to_wait() -> None:
    error = {"error": {"message": "x", "code": 4}}
    assert (await outcome(answer(429, error, Retry_After="7"))).retry_after_seconds == 7
    usage = json.dumps({"1": [{"estimated_time_to_regain_access": 3}]})
    found = await outcome(answer(429, error, X_Business_Use_Case_Usage=usage))
    assert found.retry_after_seconds == 180


@pytest.mark.parametrize(
    ("status", "body"), [(404, b""), (400, b"<html>"), (403, b"{}"), (429, b"busy")]
)
async def test_a_4xx_is_a_refusal_whoever_wrote_it(status: int, body: bytes) -> None:
    found = await outcome(answer(status, body))
    assert isinstance(found, Rejection)
    assert found.code == status


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b""), (502, b"<html>bad gateway"), (504, b"{}"), (408, b""),
        (200, b""), (200, b"{}"), (200, b'{"messages": []}'), (302, b""),
    ],
)  # fmt: skip
async def test_it_may_have_been_accepted(status: int, body: bytes) -> None:
    assert isinstance(await outcome(answer(status, body)), NoAnswer)


async def test_nobody_listens() -> None:
    async with open_session() as session:
        found = await CloudApi("http://127.0.0.1:9/v25.0", "t", session).send(message())
    assert isinstance(found, Rejection)
    assert found.error_class is ErrorClass.RETRY


async def test_hung_up_without_a_word() -> None:
    async def hang_up(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.close()

    assert isinstance(await outcome(hang_up), NoAnswer)


async def test_hung_up_on_a_kept_connection_is_not_sent_again() -> None:
    served = []

    async def once(request: bytes, writer: asyncio.StreamWriter) -> None:
        served.append(request)
        if len(served) == 1:
            await answer(200, OK)(request, writer)
        else:
            writer.close()

    async with cloud(once) as (api, server):
        assert isinstance(await api.send(message()), Receipt)
        assert isinstance(await api.send(message()), NoAnswer)
        assert len(server.requests) == 2


async def test_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ANSWER_SECONDS", 1.0)

    async def slow(_: bytes, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    assert isinstance(await outcome(slow), NoAnswer)


async def test_what_cannot_be_rendered_never_leaves() -> None:
    async with cloud(answer(200, OK)) as (api, server):
        found = await api.send(message("x" * 5000))
    assert isinstance(found, Rejection)
    assert found.error_class is ErrorClass.BUG
    assert server.requests == []


async def test_mark_read_never_fails() -> None:
    async with cloud(answer(500, b"")) as (api, server):
        await api.mark_read(phone_number_id="106", message_id="wamid.9")
    body = json.loads(server.requests[0].partition(b"\r\n\r\n")[2])
    assert (body["status"], body["message_id"]) == ("read", "wamid.9")
    assert body["typing_indicator"] == {"type": "text"}


def media(port: int, content: bytes, sha256: str) -> dict[str, Any]:
    return {
        "url": f"http://127.0.0.1:{port}/file", "mime_type": "image/jpeg", "sha256": sha256,
        "file_size": len(content),
    }  # fmt: skip


@pytest.mark.parametrize("form", ["hex", "base64"])
async def test_media_in_two_hops(form: str) -> None:
    content = b"\xff\xd8 bytes"
    digest = hashlib.sha256(content)
    told = digest.hexdigest() if form == "hex" else base64.b64encode(digest.digest()).decode()

    async def handle(request: bytes, writer: asyncio.StreamWriter) -> None:
        body = content if b"/file" in request else media(server.port, content, told)
        await answer(200, body)(request, writer)

    async with cloud(handle) as (api, server):
        assert await fetched(api, "123") == (content, "image/jpeg")
    assert all(b"Authorization: Bearer token" in request for request in server.requests)


@pytest.mark.parametrize(
    "told",
    [
        {"url": "http://169.254.169.254/latest", "sha256": ""},
        {"url": "http://evil.example/x", "sha256": ""},
        {"url": "https://evilfbsbx.com/x", "sha256": ""},
        {},
    ],
)
async def test_the_token_goes_to_nobody_else(told: dict[str, str]) -> None:
    async with cloud(answer(200, told)) as (api, _):
        with pytest.raises(OSError, match="not the provider's"):
            await fetched(api, "123")


async def test_media_that_is_not_what_was_announced() -> None:
    async def handle(request: bytes, writer: asyncio.StreamWriter) -> None:
        body = b"other" if b"/file" in request else media(server.port, b"x", "0" * 64)
        await answer(200, body)(request, writer)

    async with cloud(handle) as (api, server):
        with pytest.raises(OSError, match="digest"):
            await fetched(api, "123")
        with pytest.raises(OSError, match="malformed"):
            await fetched(api, "../106/messages")


@asynccontextmanager
async def templates(handle: Handle) -> AsyncIterator[tuple[Templates, Server]]:
    async with cloud(handle) as (_, server), aiohttp.ClientSession() as session:
        yield Templates(f"http://127.0.0.1:{server.port}/v25.0", "token", "777", session), server


async def test_templates_of_all_pages() -> None:
    row = {
        "id": "1", "name": "a", "language": "pt_BR", "category": "UTILITY", "status": "APPROVED",
        "quality_score": {"score": "GREEN"},
        "components": [{"type": "BODY", "text": "Olá {{1}}"},
                       {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "SIM"}]}],
    }  # fmt: skip

    async def handle(request: bytes, writer: asyncio.StreamWriter) -> None:
        first = b"after=" not in request
        paging = {"cursors": {"after": "c"}, **({"next": "x"} if first else {})}
        await answer(200, {"data": [row], "paging": paging})(request, writer)

    async with templates(handle) as (api, server):
        found = await api.list_all()
    assert len(found) == len(server.requests) == 2
    assert (found[0].body, found[0].buttons, found[0].quality) == ("Olá {{1}}", ("SIM",), "GREEN")


async def test_a_template_may_come_back_in_another_category() -> None:
    draft = TemplateDraft(
        name="oferta", language="pt_BR", category="UTILITY", body="Olá {{1}}", examples=("Ana",),
        buttons=("SIM",),
    )  # fmt: skip
    made = {"id": "9", "status": "PENDING", "category": "MARKETING"}
    async with templates(answer(200, made)) as (api, server):
        assert (await api.create(draft)).category == "MARKETING"
    body = json.loads(server.requests[0].partition(b"\r\n\r\n")[2])
    assert body["components"][0]["example"] == {"body_text": [["Ana"]]}
    error = {"error": {"code": 100, "error_subcode": 2388293, "message": "too many variables"}}
    async with templates(answer(400, error)) as (api, _):
        with pytest.raises(TemplateRefused) as refused:
            await api.create(draft)
    assert refused.value.code == 2388293
    async with templates(answer(500, b"")) as (api, _):
        with pytest.raises(OSError, match="500"):
            await api.create(draft)


async def test_the_dispatchers_session_gives_up_on_a_silent_provider() -> None:
    async with wiring.make_session() as session:
        assert session.timeout.total == 20
        assert session.timeout.sock_connect == 5
