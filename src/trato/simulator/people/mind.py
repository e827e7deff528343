"""One person's side of one conversation: read a letter, decide what to do about it.

`step` depends on the person, on what was read so far and on nothing else: no clock, no chance.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from trato.simulator.chance import between, draw, pick, share
from trato.simulator.people.personas import PERSONAS, Beat, Persona, beats_of
from trato.simulator.people.reader import fold, pix_code, read
from trato.simulator.people.taps import any_way_on, choice_for
from trato.simulator.people.values import (
    Act,
    AskKind,
    Choice,
    Fact,
    Intent,
    Letter,
    Offer,
    Truth,
)
from trato.simulator.people.wordings import (
    FACT_OF,
    amount_words,
    birth_words,
    digits_words,
    say,
)

THINK_SECONDS = (2.0, 40.0)
PAY_SECONDS = (30.0, 900.0)
TURNS_MAX = 25
SAME_ASK_MAX = 4
LOST_MAX = 2
REGRET_SHARE = 0.08
_DAYS = (5, 10, 15, 20, 25)


@dataclass(slots=True)
class Thread:
    """What a person remembers of one conversation; `step` writes here."""

    beats: tuple[Beat, ...]
    letters: int = 0
    turns: int = 0
    lost: int = 0
    last: Intent | None = None
    asked: dict[AskKind, int] = field(default_factory=dict)
    has_stopped: bool = False
    has_paid: bool = False
    is_done: bool = False


def new_thread(truth: Truth) -> Thread:
    """Return a conversation nobody has begun."""
    return Thread(beats=beats_of(PERSONAS[truth.persona], truth.seed, truth.cpf))


def step(truth: Truth, thread: Thread, letter: Letter) -> tuple[Act, ...]:
    """Read a letter and return what the person does about it, in order; often nothing."""
    thread.letters += 1
    persona = PERSONAS[truth.persona]
    if not persona.answers:
        return ()
    turn = _Turn(truth, thread, letter, persona)
    acts = turn.acts()
    if acts:
        thread.turns += 1
    return acts


class _Turn:
    """One reading; keeps the parts together so that each reply is one short method."""

    def __init__(self, truth: Truth, thread: Thread, letter: Letter, persona: Persona) -> None:
        self.truth, self.thread, self.letter, self.persona = truth, thread, letter, persona
        self.key = (truth.seed, truth.cpf, thread.letters)
        self.ask = read(letter)

    def acts(self) -> tuple[Act, ...]:
        thread, kind = self.thread, self.ask.kind
        if thread.is_done or thread.has_stopped:
            return self._after_the_end()
        thread.asked[kind] = thread.asked.get(kind, 0) + 1
        if thread.asked[kind] > SAME_ASK_MAX or kind in _QUIET:
            return ()
        if thread.turns >= TURNS_MAX - 1:
            thread.is_done = True
            return self._speak(Intent.BYE)
        if kind is AskKind.OPENING and not self._is_me():
            thread.is_done = True
            return self._speak(Intent.WRONG_PERSON)
        return self._beat() or self._go_along()

    def _after_the_end(self) -> tuple[Act, ...]:
        thread = self.thread
        regrets = share("regret", self.truth.seed, self.truth.cpf) < REGRET_SHARE
        if thread.has_stopped and not thread.is_done:
            if self.ask.kind in (AskKind.STOP_CHECK, AskKind.REPHRASE):
                return self._speak(Intent.STOP)
            if self.ask.kind is AskKind.STOP_DONE:
                thread.is_done = True
                return self._speak(Intent.RESUME) if regrets else ()
        return ()

    def _is_me(self) -> bool:
        return not self.ask.name or self.ask.name in fold(self.truth.name).split()

    def _beat(self) -> tuple[Act, ...]:
        thread = self.thread
        if not thread.beats or self.ask.kind not in thread.beats[0][0]:
            return ()
        (_, intent), thread.beats = thread.beats[0], thread.beats[1:]
        if intent is Intent.STOP:
            thread.has_stopped = True
        return self._speak(intent)

    def _go_along(self) -> tuple[Act, ...]:
        kind = self.ask.kind
        may_identify = bool(self.thread.beats) or self.truth.persona == "failing_identity"
        if self.persona.goes_along or kind in _ALWAYS or (may_identify and kind in _WHO_I_AM):
            return _REPLIES[kind](self)
        return ()

    def _speak(self, intent: Intent, **values: object) -> tuple[Act, ...]:
        if intent is not Intent.LOST:
            self.thread.last = intent
        choice = choice_for(intent, self.letter.choices)
        if choice and self._taps():
            return (self._act(tap=choice, fact=FACT_OF.get(intent)),)
        filled = {"amount": self._amount(), "day": self._day(), "option": "", **values}
        text = say(intent, *self.key, **filled)
        return (self._act(text=text, fact=FACT_OF.get(intent)),)

    def _taps(self) -> bool:
        is_again = self.thread.asked.get(self.ask.kind, 0) > 1
        return is_again or share("tap", *self.key) < 0.6

    def _act(
        self,
        *,
        text: str = "",
        tap: Choice | None = None,
        pix_code: str = "",
        has_picture: bool = False,
        fact: Fact | None = None,
    ) -> Act:
        seconds = between(*(PAY_SECONDS if pix_code else THINK_SECONDS), "think", *self.key)
        return Act(
            wait_seconds=seconds,
            text=text,
            tap=tap,
            pix_code=pix_code,
            has_picture=has_picture,
            fact=fact,
        )

    def _amount(self) -> str:
        reais = 60 + draw("budget", self.truth.seed, self.truth.cpf) % 35 * 10
        return amount_words(reais * 100, *self.key)

    def _day(self) -> int:
        return pick(_DAYS, "day", self.truth.seed, self.truth.cpf)

    def yes(self) -> tuple[Act, ...]:
        return self._speak(Intent.YES)

    def birth(self) -> tuple[Act, ...]:
        is_wrong = self.truth.persona == "failing_identity"
        on = self.truth.birth_on
        if is_wrong:
            on = on.replace(month=on.month % 12 + 1, day=1 + draw("wrong", *self.key) % 28)
        fact = None if is_wrong else Fact.GAVE_BIRTH
        return (self._act(text=birth_words(on, *self.key), fact=fact),)

    def cpf(self) -> tuple[Act, ...]:
        digits = self.truth.cpf[:3] if self.ask.first_digits else self.truth.cpf[-3:]
        is_wrong = self.truth.persona == "failing_identity"
        if is_wrong:
            digits = f"{(int(digits) + 1 + draw('wrong', *self.key) % 900) % 1000:03d}"
        fact = None if is_wrong else Fact.GAVE_CPF
        return (self._act(text=digits_words(digits, *self.key), fact=fact),)

    def birth_and_cpf(self) -> tuple[Act, ...]:
        return (*self.birth(), *self.cpf())

    def menu(self) -> tuple[Act, ...]:
        wanted = choice_for(Intent.SEE_OFFERS, self.letter.choices)
        on = wanted or choice_for(Intent.YES, self.letter.choices)
        if on is None and self.letter.choices:
            on = any_way_on(self.letter.choices)
        if on and (self._taps() or not wanted):
            return (self._act(tap=on),)
        return self._speak(Intent.SEE_OFFERS)

    def offers(self) -> tuple[Act, ...]:
        offer = self._preferred()
        if offer.choice and self._taps():
            return (self._act(tap=offer.choice),)
        times = offer.instalments
        forms = (f"{times}x", f"em {times} vezes", f"em {times}x")
        option = "à vista" if times == 1 else pick(forms, "option", *self.key)
        return (self._act(text=say(Intent.TAKE, *self.key, option=option)),)

    def _preferred(self) -> Offer:
        offers = self.ask.offers
        at = share("taste", self.truth.seed, self.truth.cpf)
        if self.truth.persona == "short_of_cash" or at > 0.85:
            return max(offers, key=lambda offer: offer.instalments)
        if at > 0.7:
            return min(offers, key=lambda offer: offer.instalments)
        return offers[0]

    def confirm(self) -> tuple[Act, ...]:
        return self._speak(Intent.CONFIRM)

    def how_much(self) -> tuple[Act, ...]:
        if self.ask.wants_day and not self.ask.wants_amount:
            return (self._act(text=f"dia {self._day()}"),)
        return self._speak(Intent.SMALL if self.ask.wants_day else Intent.COUNTER)

    def pay(self) -> tuple[Act, ...]:
        code = pix_code(self.letter)
        if self.thread.has_paid:
            return ()
        if share("pays", self.truth.seed, self.truth.cpf) < self.persona.pays:
            self.thread.has_paid = True
            return (self._act(pix_code=code, fact=Fact.PAID),)
        return self._speak(Intent.PROMISE) if self.truth.persona == "promises_later" else ()

    def receipt(self) -> tuple[Act, ...]:
        self.thread.is_done = True
        return self._speak(Intent.THANKS) if share("thanks", *self.key) < 0.5 else ()

    def proof(self) -> tuple[Act, ...]:
        if share("picture", *self.key) < 0.5:
            return (self._act(text="comprovante", has_picture=True),)
        return self._speak(Intent.PROOF_TEXT)

    def again(self) -> tuple[Act, ...]:
        return self._speak(self.thread.last or Intent.YES)

    def why(self) -> tuple[Act, ...]:
        reason = choice_for(Intent.DISPUTE, self.letter.choices)
        if reason:
            return (self._act(tap=reason),)
        return self._speak(Intent.DISPUTE_WHY)

    def stop(self) -> tuple[Act, ...]:
        return self._speak(Intent.YES)

    def lost(self) -> tuple[Act, ...]:
        self.thread.lost += 1
        return self._speak(Intent.LOST) if self.thread.lost <= LOST_MAX else ()


_QUIET = frozenset(
    {
        AskKind.INFORMATION,
        AskKind.STOP_DONE,
        AskKind.WRONG_DONE,
        AskKind.IDENTITY_FAILED,
    }
)
_ALWAYS = frozenset({AskKind.PROOF, AskKind.WHY_DISPUTE, AskKind.REPHRASE})
_WHO_I_AM = frozenset({AskKind.OPENING, AskKind.BIRTH, AskKind.CPF, AskKind.BIRTH_AND_CPF})


def _nothing(turn: _Turn) -> tuple[Act, ...]:
    return ()


_REPLIES: dict[AskKind, Callable[[_Turn], tuple[Act, ...]]] = {
    AskKind.OPENING: _Turn.yes,
    AskKind.BIRTH: _Turn.birth,
    AskKind.CPF: _Turn.cpf,
    AskKind.BIRTH_AND_CPF: _Turn.birth_and_cpf,
    AskKind.MENU: _Turn.menu,
    AskKind.OFFERS: _Turn.offers,
    AskKind.CONFIRM: _Turn.confirm,
    AskKind.HOW_MUCH: _Turn.how_much,
    AskKind.PAYMENT: _Turn.pay,
    AskKind.RECEIPT: _Turn.receipt,
    AskKind.PROOF: _Turn.proof,
    AskKind.WHY_DISPUTE: _Turn.why,
    AskKind.STOP_CHECK: _Turn.stop,
    AskKind.HAND_OVER: _nothing,
    AskKind.CLOSING: _nothing,
    AskKind.UNKNOWN: _Turn.lost,
    AskKind.REPHRASE: _Turn.again,
}
