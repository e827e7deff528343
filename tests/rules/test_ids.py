"""Identifiers: in order, each once, and a child process gives none that its parent gives."""

import os
import struct

from trato.foundation import ids


def test_whatever_is_asked_for_at_a_time_no_id_and_no_chance_comes_twice() -> None:
    asked = (1, 511, 0, 2, 1_500, 0, 700)
    given = [one for count in asked for one in ids.new_ids(count)]
    assert len(given) == sum(asked)
    assert given == sorted(given)
    assert len({one.int & 0x3FFF_FFFF_FFFF_FFFF for one in given}) == len(given)


def test_a_child_has_a_supply_of_its_own() -> None:
    ids.new_id()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.write(writing, struct.pack("!Q", ids.new_id().int & 0x3FFF_FFFF_FFFF_FFFF))
        os._exit(0)
    os.close(writing)
    try:
        (its,) = struct.unpack("!Q", os.read(reading, 8))
    finally:
        os.close(reading)
        os.waitpid(child, 0)
    ours = {one.int & 0x3FFF_FFFF_FFFF_FFFF for one in ids.new_ids(3)}
    assert its not in ours
