"""One of a thing is not many."""

import pytest

from trato.entrypoints.cli.counted import counted, worded


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 linhas"), (1, "1 linha"), (2, "2 linhas"), (1000, "1000 linhas")]
)
def test_the_words_go_with_the_number(count: int, words: str) -> None:
    assert counted(count, "linha", "linhas") == words
    assert worded(count, "linha", "linhas") == words.partition(" ")[2]
