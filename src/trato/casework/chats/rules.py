"""Reads the text that WhatsApp exports, from Android and iOS, in Portuguese and English. Pure.

A line that begins with a time begins a message; any other line goes on with the one before it.
Which of day and month comes first is found out from the whole file, never from one line.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from trato.casework.chats.values import (
    LINES_MAX,
    BadChat,
    ChatMessage,
    Kind,
    Order,
    Platform,
    ReadChat,
)

_STAMP: Final = (
    r"(?P<one>\d{1,4})[/.-](?P<two>\d{1,2})[/.-](?P<three>\d{1,4}),? "
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?"
    r"(?: ?(?P<half>[AaPp])\.? ?[Mm]\.?)?"
)
_HEADS: Final = {
    Platform.IOS: re.compile(rf"\[{_STAMP}\] (?P<rest>.*)", re.DOTALL),
    Platform.ANDROID: re.compile(rf"{_STAMP} [-–] (?P<rest>.*)", re.DOTALL),
}
# Marks of direction and the byte order's: they say nothing. A narrow blank is a blank.
_MARKS: Final = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BLANKS: Final = re.compile(r"[\u202f\u00a0\u2009]")
# iOS puts the app's own words into somebody's mouth, with a mark of direction before them.
_MARKED: Final = re.compile(r"\] [^:\n]{1,60}: ?\u200e")
_AUTHOR: Final = re.compile(r"(?P<author>[^:\n]{1,60}): ?(?P<text>.*)", re.DOTALL)
_ATTACHED: Final = (
    re.compile(r"<(?:anexado|attached): (?P<name>[^<>\n]+)>", re.IGNORECASE),
    re.compile(r"(?P<name>[^\n]+?\.\w{2,5}) \((?:arquivo anexado|file attached)\)", re.IGNORECASE),
)
_HIDDEN: Final = re.compile(
    r"<(?:m[ií]dia oculta|arquivo de m[ií]dia oculto|media omitted)>"
    r"|(?:imagem|foto|[áa]udio|v[ií]deo|figurinha|documento|gif|cart[ãa]o de contato|"
    r"mensagem de v[ií]deo) (?:ocultad[oa]|omitid[oa]|oculta|oculto)"
    r"|(?:image|photo|audio|video|sticker|document|gif|contact card|video note) omitted",
    re.IGNORECASE,
)
_DELETED: Final = re.compile(
    r"(?:(?:essa |esta )?mensagem (?:foi )?apagada|voc[êe] apagou (?:essa|esta) mensagem"
    r"|this message was deleted|you deleted this message)\.?",
    re.IGNORECASE,
)
_EDITED: Final = re.compile(
    r" ?<(?:(?:esta |essa )?mensagem (?:foi )?editada|this message was edited)>\s*$", re.IGNORECASE
)
_SYSTEM: Final = re.compile(
    r"criptografia de ponta a ponta|end-to-end encrypt|c[óo]digo de seguran[çc]a|security code"
    r"|mudou de n[úu]mero|mudou (?:para|o nome|o assunto)|changed (?:their|to|the)"
    r"|criou (?:o|este) grupo|created (?:this )?group|adicionou|entrou usando"
    r"|chamada de (?:voz|v[ií]deo)|missed (?:voice|video) call|conta comercial"
    r"|business account|mensagens tempor[áa]rias|disappearing messages"
    r"|bloqueou|desbloqueou|blocked this contact",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Piece:
    """A message's beginning, and the lines that go on with it."""

    line: int
    stamp: re.Match[str]
    lines: list[str]
    is_marked: bool


def read_chat(text: str, *, order: Order | None = None, now_local: datetime) -> ReadChat:
    """Read a whole file; with `order` its dates are read that way.

    `now_local` is the wall clock now: nothing was said after it.

    Raises:
        BadChat: it is not such a file, or a line in it cannot be; says which.
    """
    platform, pieces = _pieces(text)
    found = _order_of(pieces, now_local)
    if order is not None and found is not None and found is not order:
        raise BadChat("other_order", detail=found)
    chosen = found or order
    messages = tuple(_message(piece, platform, chosen or Order.DAY_FIRST) for piece in pieces)
    return ReadChat(platform=platform, order=chosen, messages=messages)


def _pieces(text: str) -> tuple[Platform, list[_Piece]]:
    platform: Platform | None = None
    pieces: list[_Piece] = []
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        bare = _BLANKS.sub(" ", _MARKS.sub("", line))
        if platform is None:
            if not bare.strip():
                continue
            platform = next((p for p, head in _HEADS.items() if head.fullmatch(bare)), None)
            if platform is None:
                raise BadChat("not_a_chat", line=number)
        stamp = _HEADS[platform].fullmatch(bare)
        if stamp:
            if len(pieces) >= LINES_MAX:
                raise BadChat("too_many_messages", line=number)
            # What was said keeps its own blanks: only the marks go.
            rest = _MARKS.sub("", line)[stamp.start("rest") :]
            is_marked = bool(_MARKED.search(line))
            pieces.append(_Piece(line=number, stamp=stamp, lines=[rest], is_marked=is_marked))
        else:
            pieces[-1].lines.append(_MARKS.sub("", line))
    if platform is None:
        raise BadChat("empty")
    return platform, pieces


def _order_of(pieces: list[_Piece], now_local: datetime) -> Order | None:
    """Return the one order in which every date exists, time never runs back, and none is to come.

    None where two are as good as each other and differ.
    """
    if any(len(piece.stamp["one"]) == 4 for piece in pieces):
        return Order.YEAR_FIRST
    good = {order: days for order in _BOTH if (days := _days(pieces, order)) is not None}
    if not good:
        raise BadChat("no_order", line=_first_odd(pieces))
    if len(good) == 2 and good[Order.DAY_FIRST] == good[Order.MONTH_FIRST]:
        return Order.DAY_FIRST
    past = [order for order, days in good.items() if max(days) <= now_local]
    if not past:
        raise BadChat("to_come", line=pieces[-1].line)
    forward = [order for order in past if all(a <= b for a, b in pairwise(good[order]))]
    left = forward or past
    return left[0] if len(left) == 1 else None


_BOTH: Final = (Order.DAY_FIRST, Order.MONTH_FIRST)


def _days(pieces: list[_Piece], order: Order) -> list[datetime] | None:
    found = []
    for piece in pieces:
        try:
            at = _at(piece.stamp, order)
        except ValueError:
            return None
        found.append(at.replace(hour=0, minute=0, second=0))
    return found


def _first_odd(pieces: list[_Piece]) -> int:
    """Return the first line at which neither order is left."""
    left = set(_BOTH)
    for piece in pieces:
        for order in tuple(left):
            try:
                _at(piece.stamp, order)
            except ValueError:
                left.discard(order)
        if not left:
            return piece.line
    return 0


def _at(stamp: re.Match[str], order: Order) -> datetime:
    one, two, three = int(stamp["one"]), int(stamp["two"]), int(stamp["three"])
    match order:
        case Order.YEAR_FIRST:
            year, month, day = one, two, three
        case Order.MONTH_FIRST:
            month, day, year = one, two, three
        case Order.DAY_FIRST:
            day, month, year = one, two, three
    hour = int(stamp["hour"])
    if stamp["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if stamp["half"] in "Pp" else 0)
    full = year if year >= 1000 else year + 2000
    return datetime(full, month, day, hour, int(stamp["minute"]), int(stamp["second"] or 0))  # noqa: DTZ001


def _message(piece: _Piece, platform: Platform, order: Order) -> ChatMessage:
    try:
        at = _at(piece.stamp, order)
    except ValueError:
        raise BadChat("no_such_time", line=piece.line) from None
    said = _AUTHOR.fullmatch("\n".join(piece.lines))
    whole = "\n".join(piece.lines).strip("\n")
    is_named = said is not None and '"' not in said["author"] and not _is_app_line(said["author"])
    if said is None or not is_named:
        return ChatMessage(line=piece.line, local_at=at, author="", kind=Kind.SYSTEM, text=whole)
    text = said["text"].rstrip("\n")
    if platform is Platform.IOS and piece.is_marked and _SYSTEM.search(text):
        return ChatMessage(line=piece.line, local_at=at, author="", kind=Kind.SYSTEM, text=text)
    return _said(piece.line, at, said["author"].strip(), text)


def _is_app_line(author: str) -> bool:
    # An Android notice may hold a colon of its own; nobody is called like its beginning.
    return bool(_SYSTEM.search(author))


def _said(line: int, at: datetime, author: str, text: str) -> ChatMessage:
    edited = _EDITED.search(text)
    if edited:
        text = text[: edited.start()]
    kind, name = Kind.TEXT, ""
    if _DELETED.fullmatch(text.strip()):
        kind = Kind.DELETED
    elif _HIDDEN.fullmatch(text.strip().split("\n", 1)[0].strip()):
        kind, text = Kind.HIDDEN, text.strip().partition("\n")[2]
    else:
        first = text.split("\n", 1)[0].strip()
        found = next((m for pattern in _ATTACHED if (m := pattern.fullmatch(first))), None)
        if found:
            kind, name = Kind.MEDIA, found["name"].strip()
            text = text.partition("\n")[2]
    return ChatMessage(
        line=line, local_at=at, author=author, kind=kind, text=text, media_name=name,
        is_edited=edited is not None,
    )  # fmt: skip
