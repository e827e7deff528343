"""How far back a process looks for facts to seal, as the machine's time passes."""

from uuid import UUID

from trato.journal.look import Look, Looks

ONE, OTHER = UUID(int=1), UUID(int=2)


class Watch:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_everything_first_then_the_newest_and_further_now_and_then() -> None:
    watch = Watch()
    looks = Looks(watch)
    seen = []
    for _ in range(20 * 60):
        look = looks.due(ONE)
        seen.append(look)
        looks.done(ONE, look)
        watch.seconds += 1.0
    assert seen[0] is Look.EVERYTHING
    assert seen.count(Look.EVERYTHING) == 1
    assert seen.count(Look.RECENT) == 39
    watch.seconds += 6 * 3600
    assert looks.due(ONE) is Look.EVERYTHING


def test_a_look_that_left_something_is_taken_again() -> None:
    looks = Looks(Watch())
    assert looks.due(ONE) is Look.EVERYTHING
    assert looks.due(ONE) is Look.EVERYTHING
    looks.done(ONE, Look.EVERYTHING)
    assert looks.due(ONE) is Look.NEWEST


def test_each_organisation_is_looked_through_by_itself() -> None:
    looks = Looks(Watch())
    looks.done(ONE, Look.EVERYTHING)
    assert looks.due(OTHER) is Look.EVERYTHING
