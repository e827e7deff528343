"""Writes a copy's pages: one PDF, or volumes of a thousand messages each."""

import zipfile
from collections.abc import Iterator
from datetime import tzinfo
from itertools import islice
from typing import IO

from trato.insights.evidence.lines import Lines
from trato.insights.evidence.sheet import VOLUME_MAX, Row, set_pages
from trato.insights.evidence.values import Heading, Said

Volume = tuple[bytes, bytes]
"""A PDF, and the lines that are attached inside it."""


def write_pages(
    out: IO[bytes], said: Iterator[Said], lines: Lines, heading: Heading, zone: tzinfo
) -> str:
    """Write a PDF, or a ZIP of them where one would be too long; return which."""
    if volumes_of(heading) == 1:
        out.write(volume(said, lines, heading, zone, 1)[0])
        return "pdf"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as whole:
        for number in range(1, volumes_of(heading) + 1):
            whole.writestr(name_of(heading, number), volume(said, lines, heading, zone, number)[0])
    return "zip"


def volumes_of(heading: Heading) -> int:
    """Return how many volumes a thread takes."""
    return max(1, -(-heading.messages // VOLUME_MAX))


def name_of(heading: Heading, number: int) -> str:
    """Return the name of one of several volumes."""
    return f"conversa-{heading.conversation_id}-{number}-de-{volumes_of(heading)}.pdf"


def volume(
    said: Iterator[Said], lines: Lines, heading: Heading, zone: tzinfo, number: int
) -> Volume:
    """Return the next volume; the last has the manifest among its lines."""
    rows: list[Row] = []
    written = bytearray()
    for one in islice(said, VOLUME_MAX):
        line, line_hash = lines.add(one)
        written += line
        rows.append((lines.count, one, line_hash))
    lines_sha256, total = lines.lines_sha256, volumes_of(heading)
    if number == total:
        written += lines.manifest(heading)
    pages = set_pages(
        heading, rows, lines=bytes(written), lines_sha256=lines_sha256, zone=zone,
        volume=(number, total),
    )  # fmt: skip
    return pages, bytes(written)
