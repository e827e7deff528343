"""No text whatever stops the watch, and a message is a sign of the same in any company."""

from hypothesis import given, settings
from hypothesis import strategies as st

from trato.insights.monitoring.matcher import Matcher
from trato.insights.monitoring.terms import shipped
from trato.insights.monitoring.values import Side, Written

MATCHER = Matcher(shipped())
PIECES = st.sampled_from(
    ["já paguei", "não", "procon", "v0u t3 m4t4r", "p.a.r.e", "q u e r o", '"', "|", "\x01", "\n",
     "ﬁ", "İ", "ß", "😀", "\u0301", "p\u0430r\u0435", "aaaa", "faleseu", " ", ",", "½"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=12).map(" ".join))
MESSAGES = st.builds(Written, side=st.sampled_from(Side), text=TEXTS)


@settings(max_examples=300, deadline=None)
@given(messages=st.lists(MESSAGES, max_size=40))
def test_together_as_alone(messages: list[Written]) -> None:
    together = MATCHER.look(messages)
    alone = [(n, one) for n, m in enumerate(messages) for _, one in MATCHER.look([m])]
    assert together == alone
