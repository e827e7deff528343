"""Whatever is written, in whatever order: identity first, stop is stop, a human is always near."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.dialogue_world import LIMITS, TODAY, Talk, names
from trato.casework.reception.menu import Choice, Leads, Menu, SubMenu
from trato.speakers.bot.dialogue.dates import birthday, when
from trato.speakers.bot.dialogue.numbers import amounts, last_digits
from trato.speakers.bot.dialogue.step import is_only_heard
from trato.speakers.bot.dialogue.terms_of_debt import debt_words
from trato.speakers.bot.dialogue.understand import understand
from trato.speakers.bot.dialogue.values import Heard, HeardKind, IdentityPassed, OptOut, Say

LINES = (
    "sim",
    "não",
    "oi",
    "07/03",
    "08/03",
    "123",
    "124",
    "pare",
    "não sou eu",
    "sou a mãe dele",
    "ele faleceu",
    "quero morrer",
    "atendente",
    "já paguei",
    "não reconheço",
    "juros abusivos",
    "quanto devo?",
    "consigo 150 por mês",
    "3x",
    "24x",
    "à vista",
    "dia 10",
    "aceito",
    "voltar",
    "não tenho como pagar",
    "pago sexta",
    "manda o pix",
    "apague meus dados",
    "vou no procon",
    "quem é você?",
    "idiota",
    "obrigado",
    "batata",
    "mais parcelas",
    "tem desconto?",
    "depois",
    "não quero boleto",
    "menu",
    "voltar ao menu",
    "2",
    "100",
    "1400",
    "outra",
    "tô doente",
    "fale com meu advogado",
)
CHOICES = (
    "yes",
    "accept",
    "back",
    "human",
    "hardship",
    "opt_out",
    "payment_again",
    "unknown_debt",
    "opt:nada",
    "statement",
    "later",
    "nada",
    "menu:1",
    "menu:2",
    "menu:3",
    "menu:9",
    "menu:5",
    "menu:6",
    "menu:back:more",
)
heard = st.one_of(
    st.sampled_from(LINES).map(lambda t: Heard(kind=HeardKind.TEXT, text=t)),
    st.sampled_from(CHOICES).map(lambda c: Heard(kind=HeardKind.BUTTON, choice_id=c)),
    st.sampled_from(list(HeardKind)).map(lambda k: Heard(kind=k)),
    st.text(max_size=60).map(lambda t: Heard(kind=HeardKind.TEXT, text=t)),
)
IDENTITY = [Heard(kind=HeardKind.TEXT, text=t) for t in ("sim", "07/03", "123")]
MENU = Menu(
    choices=(
        Choice(choice_id="menu:1", title="Não reconheço", leads=Leads.QUEUE, queue_id="q"),
        Choice(choice_id="menu:2", title="Meu atendimento", leads=Leads.DEBTS),
        Choice(choice_id="menu:3", title="Meus dados", leads=Leads.PRIVACY),
        Choice(choice_id="menu:4", title="Atendente", leads=Leads.HUMAN),
        Choice(choice_id="menu:5", title="Mais", leads=Leads.MENU, menu_id="more"),
    ),
    submenus=(
        SubMenu(
            menu_id="more",
            name="Mais",
            choices=(Choice(choice_id="menu:6", title="Outra", leads=Leads.QUEUE, queue_id="q"),),
        ),
    ),
)
RECEPTIONS = {
    "cobranca": {},
    "atendimento": {},
    "menu": {"menu": MENU, "received_in": "atendimento"},
    "menu, owes nothing": {"menu": MENU, "received_in": "atendimento", "debts": ()},
}
talks = st.tuples(st.sampled_from(sorted(RECEPTIONS)), st.booleans(), st.lists(heard, max_size=14))


@settings(max_examples=120, deadline=None)
@given(talks)
def test_any_conversation_keeps_its_promises(story: tuple[str, bool, list[Heard]]) -> None:
    reception, identified, messages = story
    changes: dict[str, Any] = RECEPTIONS[reception]
    flow = "cobranca" if reception == "cobranca" else "atendimento"
    talk, stopped = Talk(flow, **changes), False
    for message in [*(IDENTITY if identified else ()), *messages]:
        verified_before = talk.context.identity_verified
        got = talk.hear(message)
        words = [i for i in got if isinstance(i, Say)]
        if not verified_before and not any(isinstance(i, IdentityPassed) for i in got):
            assert not [w for say in words for w in debt_words(say.readable)]  # I8
        if stopped:
            assert not words or "OptBackIn" in names(got)  # I9
        if any(isinstance(i, OptOut) for i in got):
            assert len(words) == 1
            assert words[0].message_class == "optout_confirm"
        stopped = talk.state.is_stopped
        for say in words:
            _fits(say)
        for option in talk.state.options:  # I10
            assert sum(i.amount_cents for i in option.instalments) == option.total_cents
            assert len(option.regular) <= LIMITS.instalments_max
            assert option.itemisation.discount_cents <= 6_750 * 8 // 10 + 150_000 // 20
    if not talk.state.is_stopped:
        out = talk.hear(Heard(kind=HeardKind.TEXT, text="parar"))
        assert "OptOut" in names(out)


def _fits(say: Say) -> None:
    assert say.text
    assert len(say.text) <= (1024 if say.buttons or say.rows else 4096)
    assert len(say.buttons) <= 3
    assert all(len(b.title) <= 20 for b in say.buttons)
    assert len(say.rows) <= 10
    assert all(len(r.title) <= 24 and len(r.description) <= 72 for r in say.rows)
    assert not (say.rows and not say.list_label)


@settings(max_examples=60, deadline=None)
@given(st.lists(heard, max_size=10))
def test_a_human_answers_from_anywhere(messages: list[Heard]) -> None:
    talk = Talk()
    for message in messages:
        talk.hear(message)
    node = talk.flow.nodes.get(talk.state.node or "")
    got = talk.hear(Heard(kind=HeardKind.TEXT, text="quero falar com um atendente"))
    asked = talk.state.is_with_human or talk.state.is_stopped
    assert "HandOver" in names(got) or asked or (node is not None and node.is_mute)


@settings(max_examples=200, deadline=None)
@given(st.lists(heard, max_size=8), heard)
def test_what_is_left_to_people_neither_does_nor_changes_anything(
    messages: list[Heard], last: Heard
) -> None:
    talk = Talk()
    for message in messages:
        talk.hear(message)
    talk.state = replace(talk.state, is_with_human=True)
    before = talk.state
    is_left = is_only_heard(before, last)
    got = talk.hear(last)
    if is_left:
        assert (got, talk.state) == ((), before)


def test_what_must_be_obeyed_is_never_left_to_people() -> None:
    talk = Talk()
    talk.state = replace(talk.state, is_with_human=True)
    for text in ("pare", "não sou eu", "ele faleceu"):
        assert not is_only_heard(talk.state, Heard(kind=HeardKind.TEXT, text=text)), text
    assert not is_only_heard(talk.state, Heard(kind=HeardKind.BUTTON, text="", choice_id="human"))
    assert is_only_heard(talk.state, Heard(kind=HeardKind.TEXT, text="batata"))
    assert not is_only_heard(
        replace(talk.state, is_with_human=False), Heard(kind=HeardKind.TEXT, text="batata")
    )
    assert not is_only_heard(
        replace(talk.state, is_stopped=True), Heard(kind=HeardKind.TEXT, text="batata")
    )


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200) | st.text(alphabet="0123456789/.,-rR$ xe mil dia", max_size=40))
def test_reading_never_fails(text: str) -> None:
    read = amounts(text)
    assert all(cents > 0 for cents in read.cents)
    day = birthday(text)
    assert day is None or (1 <= day[0] <= 31 and 1 <= day[1] <= 12)
    digits = last_digits(text)
    assert digits is None or (len(digits) == 3 and digits.isdigit())
    when(text, today=TODAY)
    understand(text)
