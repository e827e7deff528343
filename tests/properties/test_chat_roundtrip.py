"""What was written like WhatsApp writes it is read back as it was; any text is read or refused."""

from contextlib import suppress
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trato.casework.chats.rules import read_chat
from trato.casework.chats.unpack import open_upload
from trato.casework.chats.values import BadChat, Kind

NOW = datetime(2026, 11, 24, 12, 0)  # noqa: DTZ001
FIRST = datetime(2019, 12, 13, 0, 0)  # noqa: DTZ001
STYLES = {
    "android-pt": ("{:%d/%m/%Y %H:%M} - ", "{}"),
    "android-en": ("{:%m/%d/%y, %I:%M}\u202f{:%p} - ", "{}"),
    "ios-pt": ("[{:%d/%m/%Y, %H:%M:%S}] ", "{}"),
    "ios-en": ("\u200e[{:%m/%d/%y, %I:%M:%S}\u202f{:%p}] ", "{}"),
}
names = st.sampled_from(["Ana", "João Sá", "+55 11 98765-4321", "Cooperativa Aurora"])
# Letters and signs that begin no time and are no words of the app's.
words = st.text(
    alphabet="abcçdeãéíôúz ,.!?*_~#$&'()ABC😀🙏", min_size=1, max_size=40
).filter(lambda text: text.strip() == text)  # fmt: skip
texts = st.lists(words, min_size=1, max_size=4).map("\n".join)
spoken = st.lists(
    st.tuples(st.integers(0, 60 * 24 * 20), names, texts), min_size=1, max_size=30
)  # fmt: skip


@given(spoken, st.sampled_from(sorted(STYLES)))
def test_what_is_written_is_read_back(said: list[tuple[int, str, str]], style: str) -> None:
    head, at, file, wanted = STYLES[style][0], FIRST, [], []
    for minutes, name, text in said:
        at += timedelta(minutes=minutes)
        file.append(f"{head.format(at, at)}{name}: {text}")
        wanted.append((at, name, text))
    found = read_chat("\n".join(file), now_local=NOW + timedelta(days=9000))
    if found.order is None:
        return
    assert [(m.local_at, m.author, m.text) for m in found.messages] == wanted
    assert all(m.kind is Kind.TEXT for m in found.messages)


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_with_its_line(text: str) -> None:
    with suppress(BadChat):
        read_chat(f"13/11/2026 09:30 - Ana: {text}", now_local=NOW)
        read_chat(text, now_local=NOW)


@given(st.binary(max_size=400))
def test_any_bytes_are_opened_or_refused(body: bytes) -> None:
    for tried in (body, b"PK\x03\x04" + body):
        with suppress(BadChat):
            open_upload(tried)
