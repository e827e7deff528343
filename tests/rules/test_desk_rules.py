"""What fits into one message of the channel, and whose files it takes: a table of cases."""

import pytest

from trato.door.outbox.values import Attached, Button, Content, Place, Row
from trato.door.policy.values import Kind
from trato.foundation.ids import new_id
from trato.speakers.desk.rules import SIZES_MAX, type_of, wrong_content, wrong_file


def attached(kind: Kind, text: str = "") -> Content:
    file = Attached(attachment_id=new_id(), mime_type="x/y", name="a", size_bytes=1)
    return Content(kind=kind, text=text, attached=file)


def buttons(*titles: str, text: str = "Pode ser?") -> Content:
    taps = tuple(Button(id=str(n), title=title) for n, title in enumerate(titles))
    return Content(kind=Kind.BUTTONS, text=text, buttons=taps)


def listed(*rows: Row, title: str = "Ver opções") -> Content:
    return Content(kind=Kind.LIST, text="Qual?", rows=rows, list_title=title)


def row(title: str, description: str = "") -> Row:
    return Row(id=title, title=title, description=description)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (Content(kind=Kind.TEXT, text="x" * 4096), ""),
        (Content(kind=Kind.TEXT, text="x" * 4097), "text"),
        (Content(kind=Kind.TEXT, text=""), "text"),
        (buttons("Sim", "Não", "Talvez"), ""),
        (buttons("1", "2", "3", "4"), "buttons"),
        (buttons(), "buttons"),
        (buttons("x" * 20), ""),
        (buttons("x" * 21), "button_title"),
        (buttons("Sim", "Sim"), "same_title"),
        (buttons("Sim", text="x" * 1025), "short_text"),
        (buttons("Sim", text=""), "short_text"),
        (listed(*(row(str(n)) for n in range(10))), ""),
        (listed(*(row(str(n)) for n in range(11))), "rows"),
        (listed(), "rows"),
        (listed(row("x" * 25)), "row_title"),
        (listed(row("x", "y" * 72)), ""),
        (listed(row("x", "y" * 73)), "row_description"),
        (listed(row("x"), row("x")), "same_title"),
        (listed(row("x"), title=""), "list_title"),
        (Content(kind=Kind.LIST, text="", rows=(row("x"),), list_title="a"), "short_text"),
        (Content(kind=Kind.TEMPLATE, template_parameters=("Ana", "Sol")), ""),
        (Content(kind=Kind.TEMPLATE, template_parameters=("Ana", " ")), "parameters"),
        (Content(kind=Kind.LOCATION, place=Place(latitude=-23.5, longitude=-46.6)), ""),
        (Content(kind=Kind.LOCATION, place=Place(latitude=-91, longitude=0)), "place"),
        (Content(kind=Kind.LOCATION), "place"),
        (attached(Kind.IMAGE, "x" * 1024), ""),
        (attached(Kind.IMAGE, "x" * 1025), "caption"),
        (attached(Kind.AUDIO), ""),
        (attached(Kind.AUDIO, "oi"), "audio_caption"),
        (Content(kind=Kind.IMAGE), "file"),
        (Content(kind=Kind.CTA_URL), ""),
    ],
)
def test_what_the_channel_takes(content: Content, problem: str) -> None:
    assert wrong_content(content) == problem


@pytest.mark.parametrize(
    ("body", "name", "mime_type"),
    [
        (b"\xff\xd8\xff\xe0rest", "a.png", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\nrest", "a.exe", "image/png"),
        (b"%PDF-1.7", "boleto.pdf", "application/pdf"),
        (b"OggS\x00", "voz.ogg", "audio/ogg"),
        (b"#!AMR\n", "voz.amr", "audio/amr"),
        (b"ID3\x03", "a.mp3", "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "a.mp3", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "a.aac", "audio/aac"),
        (b"\x00\x00\x00\x18ftypmp42", "a.mp4", "video/mp4"),
        (b"\x00\x00\x00\x18ftypM4A ", "a.m4a", "audio/mp4"),
        (b"\x00\x00\x00\x18ftyp3gp5", "a.3gp", "video/3gpp"),
        (b"\x00\x00\x00\x18ftypheic", "a.heic", ""),
        (b"\x1aE\xdf\xa3", "voz.webm", ""),
        (b"PK\x03\x04", "planilha.XLSX",
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (b"PK\x03\x04", "a.zip", ""),
        ("olá".encode(), "a.txt", "text/plain"),
        (b"\x00\x01", "a.txt", ""),
        ("olá".encode("latin-1"), "a.txt", ""),
        (b"<html>", "a.html", ""),
        (b"MZ", "a.pdf", ""),
    ],
)  # fmt: skip
def test_a_file_is_what_its_bytes_say(body: bytes, name: str, mime_type: str) -> None:
    assert type_of(body, name) == mime_type


def test_sizes_are_the_providers() -> None:
    most = SIZES_MAX[Kind.IMAGE]
    assert wrong_file(most, "image/png") == ""
    assert wrong_file(most + 1, "image/png") == "size"
    assert wrong_file(0, "image/png") == "empty"
    assert wrong_file(5, "") == "type"
