"""What monitoring is measured with was never seen by whoever made its lexicons."""

from trato.entrypoints.cli.bench.watched import labelled
from trato.entrypoints.cli.bench.watched.labelled import (
    as_read,
    held_out,
    is_held_out,
    left_out,
    messages,
    to_tune_on,
)


def test_what_is_measured_with_and_what_was_tuned_on_share_no_text() -> None:
    measured = {as_read(one.text) for one in held_out()}
    assert measured.isdisjoint(as_read(one.text) for one in to_tune_on())
    assert len(measured) > 200


def test_every_message_is_on_one_side_and_what_was_left_out_is_counted() -> None:
    half = [one for one in messages() if is_held_out(one.text)]
    assert left_out() == len(half) - len(held_out()) > 0
    assert len(half) + len([m for m in messages() if not is_held_out(m.text)]) == len(messages())
    drafted = {as_read(one.text) for one in messages(labelled.DRAFTED)}
    assert [one.text for one in half if as_read(one.text) in drafted] == [
        one.text for one in half if one not in held_out()
    ]


def test_texts_are_the_same_however_they_are_written() -> None:
    for one in ("vou me matar", "Vou me MATAR!", "vou me m4tar", "vou  me m.a.t.a.r"):
        assert as_read(one) == "vou me matar"
    assert as_read("não devo") != as_read("devo")
