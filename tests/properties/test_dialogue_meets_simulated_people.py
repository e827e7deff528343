"""Every kind of simulated person talks to the bot, without any I/O, until nobody says more."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from tests.rules.dialogue_world import CONTEXT, Talk
from trato.simulator.people.mind import SAME_ASK_MAX, TURNS_MAX, new_thread, step
from trato.simulator.people.personas import PERSONAS
from trato.simulator.people.values import Act, Choice, Fact, Letter, Truth
from trato.speakers.bot.dialogue.terms_of_debt import debt_words
from trato.speakers.bot.dialogue.values import (
    AcceptOffer,
    Close,
    FlagRepresented,
    FlagVulnerable,
    HandOver,
    HandOverReason,
    Heard,
    HeardKind,
    IdentityPassed,
    Intent,
    IssuePix,
    OpenAgreement,
    OpenDispute,
    OptOut,
    PrivacyRequest,
    RecordPromise,
    ReportPaid,
    Say,
    WrongKind,
    WrongParty,
)

SEEDS = range(5)
BORN = date(1985, 3, 7)
CPF = "52998224725"
PIX = "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-42665544000052040000530398663049A1B"


@dataclass
class Meeting:
    """One conversation: both sides, and what came of it."""

    persona: str
    seed: int
    lines: list[str] = field(default_factory=list)
    intents: list[Intent] = field(default_factory=list)
    replies: int = 0
    has_paid: bool = False
    has_stopped: bool = False

    def __post_init__(self) -> None:
        cpf = f"{CPF[:-1]}{self.seed}"
        self.truth = Truth(
            seed=self.seed, cpf=cpf, name="Maria Souza", birth_on=BORN, persona=self.persona
        )
        self.thread = new_thread(self.truth)
        self.talk = Talk(
            birth_day=BORN.day, birth_month=BORN.month, cpf_last3=cpf[-3:], first_name="Maria"
        )
        self.acts: deque[Act] = deque()

    def run(self) -> "Meeting":
        self._read(_opening())
        while self.acts and self.replies < TURNS_MAX:
            self._do(self.acts.popleft())
        return self

    def kinds(self) -> set[type[Intent]]:
        return {type(i) for i in self.intents}

    def reasons(self) -> set[HandOverReason]:
        return {i.reason for i in self.intents if isinstance(i, HandOver)}

    def wrong(self) -> set[WrongKind]:
        return {i.kind for i in self.intents if isinstance(i, WrongParty)}

    def _read(self, letter: Letter) -> None:
        self.lines.append(f"< {letter.text} {[c.title for c in letter.choices]}")
        self.acts.extend(step(self.truth, self.thread, letter))

    def _do(self, act: Act) -> None:
        if act.pix_code:
            self.has_paid = True
            self.lines.append("> (pays)")
            self._read(Letter(text="Recebemos R$ 100,00 em 25/11 10:00 (Pix). Obrigado."))
            return
        self.has_stopped |= act.fact is Fact.SAID_STOP
        self.replies += 1
        heard = _heard(act)
        self.lines.append(f"> {act.text or (act.tap and '[' + act.tap.title + ']')}")
        was_verified = self.talk.context.identity_verified
        was_stopped = self.talk.state.is_stopped
        got = self.talk.hear(heard)
        self.intents.extend(got)
        self._check(got, was_verified=was_verified, was_stopped=was_stopped)
        for letter in self._letters(got):
            self._read(letter)

    def _check(self, got: tuple[Intent, ...], *, was_verified: bool, was_stopped: bool) -> None:
        says = [i for i in got if isinstance(i, Say)]
        if not was_verified and not any(isinstance(i, IdentityPassed) for i in got):
            assert not [w for s in says for w in debt_words(s.readable)], self.story()
        assert not (was_stopped and says and self.talk.state.is_stopped), self.story()

    def _letters(self, got: tuple[Intent, ...]) -> Iterator[Letter]:
        for intent in got:
            if isinstance(intent, Say):
                yield Letter(text=intent.text, choices=tuple(_choices(intent)))
        for intent in got:
            if isinstance(intent, IssuePix):
                standing = OpenAgreement(
                    agreement_id="a1",
                    next_cents=intent.amount_cents,
                    next_due_on=intent.due_on,
                    instalments_left=2,
                )
                self.talk.context = replace(self.talk.context, open_agreement=standing)
                yield Letter(text=f"Copie e cole no aplicativo do seu banco: {PIX}", pix_code=PIX)

    def story(self) -> str:
        return "\n".join([f"{self.persona} {self.seed}", *self.lines])


def _opening() -> Letter:
    node = Talk().flow.nodes["saudacao"]
    text = node.say[0].format(primeiro_nome=CONTEXT.first_name, empresa=CONTEXT.org_name)
    choices = (Choice(kind="button", choice_id=b.choice_id, title=b.title) for b in node.buttons)
    return Letter(text=text, choices=tuple(choices))


def _choices(say: Say) -> Iterator[Choice]:
    for button in say.buttons:
        yield Choice(kind="button_reply", choice_id=button.choice_id, title=button.title)
    for row in say.rows:
        yield Choice(
            kind="list_reply",
            choice_id=row.choice_id,
            title=row.title,
            description=row.description,
        )


def _heard(act: Act) -> Heard:
    if act.tap is not None:
        kind = HeardKind.LIST if act.tap.kind == "list_reply" else HeardKind.BUTTON
        return Heard(kind=kind, text=act.tap.title, choice_id=act.tap.choice_id)
    kind = HeardKind.IMAGE if act.has_picture else HeardKind.TEXT
    return Heard(kind=kind, text=act.text)


def outcome(met: Meeting) -> str:
    """Name how a conversation ended, the weightiest first."""
    kinds = met.kinds()
    named = {
        OptOut: "stopped",
        WrongParty: "wrong_party",
        AcceptOffer: "accepted",
        OpenDispute: "disputed",
        ReportPaid: "paid_claim",
        FlagRepresented: "represented",
        FlagVulnerable: "vulnerable",
        PrivacyRequest: "privacy",
        RecordPromise: "promise",
    }
    for kind, name in named.items():
        if kind in kinds:
            return name
    if met.talk.state.locked_until is not None:
        return "locked"
    reasons = sorted(met.reasons())
    closed = [i.tabulation for i in met.intents if isinstance(i, Close)]
    return f"human:{reasons[0]}" if reasons else (closed[-1] if closed else "open")


EXPECTED: dict[str, frozenset[str]] = {
    "cooperative": frozenset({"accepted"}),
    "haggler": frozenset({"accepted"}),
    "short_of_cash": frozenset({"accepted", "promise", "cannot_pay"}),
    "promises_later": frozenset({"promise", "accepted"}),
    "already_paid": frozenset({"paid_claim"}),
    "disputing": frozenset({"disputed"}),
    "wrong_person": frozenset({"wrong_party"}),
    "relative": frozenset({"wrong_party"}),
    "silent": frozenset({"open"}),
    "never_reads": frozenset({"open"}),
    "not_on_whatsapp": frozenset({"open"}),
    "angry": frozenset({"stopped", "human:asked"}),
    "opts_out": frozenset({"stopped"}),
    "asks_human": frozenset({"human:asked"}),
    "lawyer": frozenset({"represented", "human:legal"}),
    "vulnerable": frozenset({"vulnerable"}),
    "deceased": frozenset({"wrong_party"}),
    "prompt_injecting": frozenset({"accepted", "human:not_understood"}),
    "privacy_request": frozenset({"privacy"}),
    "failing_identity": frozenset({"locked"}),
}


@pytest.fixture(scope="module")
def met() -> dict[tuple[str, int], Meeting]:
    return {(p, s): Meeting(p, s).run() for p in PERSONAS for s in SEEDS}


def test_every_persona_has_an_expected_end() -> None:
    assert set(EXPECTED) == set(PERSONAS)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("persona", sorted(PERSONAS))
def test_how_it_ends(persona: str, seed: int, met: dict[tuple[str, int], Meeting]) -> None:
    one = met[persona, seed]
    assert outcome(one) in EXPECTED[persona], one.story()
    assert one.has_stopped <= (OptOut in one.kinds()), one.story()
    assert (AcceptOffer in one.kinds()) <= (IssuePix in one.kinds()), one.story()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("persona", sorted(PERSONAS))
def test_nobody_goes_in_circles(
    persona: str, seed: int, met: dict[tuple[str, int], Meeting]
) -> None:
    one = met[persona, seed]
    assert one.replies < TURNS_MAX, one.story()
    said = Counter(i.text for i in one.intents if isinstance(i, Say))
    assert max(said.values(), default=0) <= SAME_ASK_MAX, one.story()


def test_what_the_harm_would_be(met: dict[tuple[str, int], Meeting]) -> None:
    for (persona, _), one in met.items():
        if persona == "deceased":
            assert one.wrong() == {WrongKind.DECEASED}, one.story()
            assert HandOverReason.DECEASED in one.reasons(), one.story()
        if persona == "relative":
            assert one.wrong() == {WrongKind.THIRD_PARTY}, one.story()
        if persona == "wrong_person":
            assert one.wrong() == {WrongKind.WRONG}, one.story()
        if persona in {"wrong_person", "relative", "deceased", "failing_identity"}:
            assert IdentityPassed not in one.kinds(), one.story()
        if persona == "cooperative":
            assert one.has_paid, one.story()
