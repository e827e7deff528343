"""Odd requests for every address of the desk: what forms offer, one or two things in it gone wrong.

Which fields a page reads is not written down here: it is noted while the page reads them. What a
field may hold in truth is taken from the forms that pages show.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import psycopg
import pytest
from django.http import QueryDict
from django.urls import URLPattern, URLResolver
from hypothesis import strategies as st

T = TypeVar("T")
_BOUNDARY = "BoUnDaRyStRiNg"
FORM = "application/x-www-form-urlencoded"
MULTIPART = f"multipart/form-data; boundary={_BOUNDARY}"
CONTENT_TYPES = (
    *(FORM, MULTIPART) * 4, f"{MULTIPART}; charset=latin1", f"{MULTIPART}; charset=rot13",
    f"{MULTIPART}; charset=idna", f"{FORM}; charset=utf-16", "application/json",
    "multipart/form-data",
)  # fmt: skip
PLAIN = (
    "Atendimento", "Bom dia. Como posso ajudar?", "2026-11-25", "2026-11-26T10:00", "10", "1",
    "150,00", "on", "08:00", "ana@x.example",
)  # fmt: skip
NUMBERS = (
    "0", "1", "-1", "-0", "+7", " 7 ", "07", "1_0", "1e9", "1.5", "1,50", "NaN", "inf", "²", "٣",
    "\uff11\uff12", "2147483648", "9223372036854775808", "-9223372036854775809", "9" * 39,
    "9" * 5000,
    "a:1", "a:9223372036854775808", "e:x", "f:", "100000000000,00", "R$ 1.234,56", "1.234.567,8",
)  # fmt: skip
DATES = (
    "2026-02-30", "0001-01-01", "9999-12-31", "2026-13-01", "2026-11-24", "24/11/2026", "2026-W48",
    "2026-11-24T25:00", "0001-01-01T00:00", "9999-12-31T23:59", "2026-11-25T09:00",
    "2026-11-25T09:00+99:00", "2026-11-25T09:00:00Z", "24:00", "08:60", "23:59", "8h", "20261125",
    "-2026-11-24", "+12026-11-24", "2026-11", "-1-2",
)  # fmt: skip
TEXTS = (
    "", " ", "x", "Atendimento", "ação", "x" * 121, "x" * 300, "é" * 10_000, "\x00", "a\x00b",
    "\ud800", "a\udfffb", "\x0b\x1f", "\r\n", "linha\nlinha", "\u202e", "\ufeff", "😀" * 90,
    "<script>alert(1)</script>", "{{ 7 }}", "{% x %}", "%s %(n)s %", "{0} {x}", "'; --", "\\",
    "12345678909", "123.456.789-09", "+55 11 98765-4321", "11987654321", "ana@aurora.example",
    "@", ":", "a:b:c", "../../etc/passwd", "//evil.example", "http://[", "javascript:alert(1)",
    "null", "[]", "{}", '{"a": 1e999}', "[" * 2000, "true", "None", "ß", "İ", "\u1e9e" * 50,
)  # fmt: skip
IDS = (
    "00000000-0000-0000-0000-000000000000", "not-a-uuid", "{00000000-0000-0000-0000-000000000000}",
    "urn:uuid:00000000-0000-0000-0000-000000000000", "0" * 32, "\u0660" * 32, "0" * 31 + "g",
)  # fmt: skip
# A place in a list, as `listing` writes it: an instant and an id, in whatever state.
MARKS = (
    "v", "v.v", "0.0", "1764000000000000." + "0" * 32, "-1~x", "2026-11-24T12:30:00~" + IDS[0],
    "9999-12-31T23:59:59.999999+00:00~" + IDS[0], "AAAA", "a" * 80, "eyJhIjoxfQ==", "%", "é.é",
)  # fmt: skip
HOSTILE = (*NUMBERS, *DATES, *TEXTS, *IDS, *MARKS)
FILES = (
    ("x.txt", b""), ("x.pdf", b"%PDF-1.4\n"), ("x.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
    ("x.zip", b"PK\x03\x04" + b"\0" * 60), ("x.csv", b"a;b\n1;2\n"), ("x.csv", b"\xff\xfe\x00"),
    ("x.ogg", b"OggS\0\2" + b"\0" * 30), ("\u202e.exe", b"MZ"), ("x" * 300 + ".txt", b"oi"),
    ("x.txt", b"24/11/2026 09:30 - Ana: oi\n"), ("x.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF"),
    ("", b"oi"), ("x.txt", b"\x00" * 5000), ("12345678909.pdf", b"%PDF-1.7\n%%EOF"),
    ("x.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 30),
    ("a.txt", "\ufeff[24/11/26, 9:30] A: b".encode()),
)  # fmt: skip
_TAG = re.compile(r"<(input|select|textarea|option|button)\b([^>]*)>", re.I)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*"([^"]*)\"""")
_PART = re.compile(r"<(\w+):(\w+)>|\(\?P<\w+>[^)]*\)")


def patterns(found: list[Any], prefix: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Yield every pattern of a URLconf with its whole path as it is written."""
    for pattern in found:
        where = prefix + str(pattern.pattern).strip("^$")
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern.url_patterns, where)
        else:
            yield where, pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """One request to make."""

    method: str
    path: str
    fields: tuple[tuple[str, str], ...]
    content_type: str
    file: tuple[str, bytes] | None
    is_fragment: bool

    def body(self) -> bytes:
        """Return the form as its content type has it."""
        if not self.content_type.startswith("multipart"):
            return query_of(self.fields).encode()
        parts = [(f'name="{_quoted(name)}"', _bytes(value)) for name, value in self.fields]
        if self.file:
            name, content = self.file
            parts += [
                (f'name="{field}"; filename="{_quoted(name)}"', content)
                for field in ("file", "files")
            ]
        lines = [
            f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content
            for head, content in parts
        ]
        return b"\r\n".join([*lines, f"--{_BOUNDARY}--\r\n".encode()])


def query_of(fields: tuple[tuple[str, str], ...]) -> str:
    """Return fields as a query; what is no Unicode goes out as the bytes it would be."""
    return urlencode([(_bytes(name), _bytes(value)) for name, value in fields])


@dataclass
class Seen:
    """What pages have shown and read so far, and the ids of what there is."""

    offered: dict[str, set[str]] = field(default_factory=dict)
    read: dict[str, set[str]] = field(default_factory=dict)
    ids: Mapping[str, list[str]] = field(default_factory=dict)

    def take(self, html: str) -> None:
        """Take in the fields of a page with what they hold."""
        name = ""
        for kind, raw in _TAG.findall(html):
            found = dict(_ATTRIBUTE.findall(raw))
            if kind.lower() != "option":
                name = found.get("name", "")
            if name:
                self.offered.setdefault(name, set()).add(unescape(found.get("value", "")))

    def requests(self, where: str) -> st.SearchStrategy[Odd]:
        """Return requests to a path: one or two fields gone wrong, the others as forms have them.

        What pages show from here on changes nothing in them.
        """
        names = sorted(self.read.get(where, ()))
        return _requests(where, {name: self.fit(name) for name in names}, self.ids)

    def usual(self, where: str) -> Odd:
        """Return a form filled in as it is meant to be, with whatever comes first."""
        path = _PART.sub(lambda part: _parts(self.ids, *part.groups())[0], where)
        names = sorted(self.read.get(where, ()))
        return Odd(
            method="POST", path=path, fields=tuple((name, self.fit(name)[0]) for name in names),
            content_type=FORM, file=None, is_fragment=False,
        )  # fmt: skip

    def fit(self, name: str) -> list[str]:
        """Return values that a field may hold in truth."""
        shown = [value for value in sorted(self.offered.get(name, ())) if value]
        return shown or [*PLAIN, *self.ids[""][:4]]


@st.composite
def _requests(
    draw: st.DrawFn, where: str, fit: Mapping[str, list[str]], ids: Mapping[str, list[str]]
) -> Odd:
    def one(many: Sequence[T]) -> T:
        # By its place: Hypothesis would write all of them out.
        return many[draw(st.sampled_from(range(len(many))))]

    wrong = {one(list(fit)) for _ in range(draw(st.integers(0, 2)))} if fit else set()
    fields: list[tuple[str, str]] = []
    for name, usual in fit.items():
        given = one(HOSTILE if name in wrong else usual)
        times = draw(st.sampled_from((1, 1, 1, 0, 2))) if name in wrong else 1
        fields += [(name, given)] * times
    return Odd(
        method=draw(st.sampled_from(["GET", "POST", "POST"])),
        path=_PART.sub(lambda part: quote(_bytes(one(_parts(ids, *part.groups())))), where),
        fields=tuple(fields),
        content_type=draw(st.sampled_from(CONTENT_TYPES)),
        file=FILES[draw(st.integers(0, len(FILES) - 1))] if draw(st.booleans()) else None,
        is_fragment=draw(st.booleans()),
    )


def _parts(ids: Mapping[str, list[str]], kind: str | None, name: str | None) -> list[str]:
    if kind == "uuid":
        own = ids.get(name or "", [])
        return own * (1 + 3 * len(ids[""]) // (len(own) or 1)) + ids[""]
    if kind == "int":
        return ["1", "0", "2", "3", "2147483648", "9" * 39]
    return [text.replace("/", "-") or "x" for text in ("x", *HOSTILE)]


def note_reads(patch: pytest.MonkeyPatch, read: set[str]) -> None:
    """Note in `read` the name of every field that anything asks a form or a query for."""
    for asks in ("get", "getlist", "__getitem__"):
        _noted(patch, asks, read)


def _noted(patch: pytest.MonkeyPatch, asks: str, read: set[str]) -> None:
    known = getattr(QueryDict, asks)

    def ask(self: QueryDict, key: str, *more: Any) -> Any:
        read.add(key)
        return known(self, key, *more)

    patch.setattr(QueryDict, asks, ask)


def ids_there(connection: psycopg.Connection) -> dict[str, list[str]]:
    """Return a few ids of each column that holds ids, by its name; under "" a few of all."""
    columns = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE data_type = 'uuid'"
        " AND table_schema = 'public' AND column_name <> 'organisation_id' ORDER BY 1, 2"
    ).fetchall()
    found: dict[str, list[str]] = {"": []}
    for table, column in columns:
        name = f"{str(table).rpartition('_')[2]}_id" if column == "id" else str(column)
        rows = connection.execute(
            f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" IS NOT NULL'
            " ORDER BY 1 LIMIT 12"
        ).fetchall()
        found.setdefault(name, []).extend(str(row[0]) for row in rows)
        found[""] += [str(row[0]) for row in rows[:1]]
    return found


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _quoted(name: str) -> str:
    return re.sub(r'["\r\n\ud800-\udfff]', "", name)
