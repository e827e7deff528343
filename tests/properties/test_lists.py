"""Lists written by hand are, byte for byte, what the database's own client writes."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from psycopg.adapt import AdaptersMap, PyFormat, Transformer
from psycopg.postgres import adapters

from trato.foundation.lists import PlainListDumper, write_lists

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(-(10**15), 10**16).map(lambda us: EPOCH + timedelta(microseconds=us))
KINDS = (
    st.uuids(),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=600),
    st.binary(max_size=600),
    st.booleans(),
    st.integers(-(2**62), 2**62),
    st.floats(allow_nan=False),
    INSTANTS,
)
ITEMS = st.one_of([st.lists(st.none() | kind, max_size=8) for kind in KINDS])
PLAIN = st.one_of([st.lists(kind, max_size=8) for kind in KINDS])


class Writer:
    """What a connection needs to write values."""

    def __init__(self) -> None:
        self.adapters = AdaptersMap(adapters)
        write_lists(self.adapters)
        self.connection = None


def written(value: list[object], format: PyFormat, writer: Writer | None) -> object:
    to = Transformer.from_context(writer)
    (found,) = to.dump_sequence([value], [format])
    return found if found is None else bytes(found), to.types, to.formats


@given(ITEMS | PLAIN | st.lists(st.lists(st.uuids(), min_size=2, max_size=2), max_size=3))
def test_a_list_is_written_as_the_client_writes_it(value):
    for format in (PyFormat.BINARY, PyFormat.AUTO, PyFormat.TEXT):
        assert written(value, format, Writer()) == written(value, format, None)


def test_the_short_way_is_the_one_taken():
    to = Transformer.from_context(Writer())
    assert type(to.get_dumper([UUID(int=1)], PyFormat.BINARY)) is PlainListDumper
