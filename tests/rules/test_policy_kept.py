"""What is kept: worked out once, kept while it is asked for, never more than its bound."""

from trato.door.policy.kept import Kept


def test_what_is_asked_for_again_is_worked_out_once() -> None:
    worked: list[int] = []

    def square(number: int) -> int:
        worked.append(number)
        return number * number

    kept = Kept(square, 8)
    for new in range(1, 100):
        assert kept[0] == 0
        assert kept[new] == new * new
    assert worked == list(range(100))


def test_what_is_no_longer_asked_for_goes() -> None:
    worked: list[int] = []

    def note(number: int) -> int:
        worked.append(number)
        return number

    kept = Kept(note, 8)
    for number in range(20):
        _ = kept[number]
    assert len(kept) + len(kept._before) <= 8
    _ = kept[0]
    assert worked.count(0) == 2
