"""Offers, counter-offers, acceptance, promises: what the bot does with amounts and days."""

from dataclasses import replace

from trato.casework.negotiation.terms import offers, sheet
from trato.casework.negotiation.terms.values import Option, Refusal, Wish
from trato.speakers.bot.dialogue import numbers
from trato.speakers.bot.dialogue.dates import day_of_month, when
from trato.speakers.bot.dialogue.fold import fold
from trato.speakers.bot.dialogue.turn import Turn, sheet_of
from trato.speakers.bot.dialogue.values import (
    AcceptOffer,
    Close,
    IssuePix,
    MakeOffer,
    RecordPromise,
    ShowStatement,
    Tabulation,
)

_PROMISE_DAYS_MAX = 45
_UPFRONT_FROM = 6, 10
_ORDINALS = {"primeir": 0, "segund": 1, "terceir": 2, "quart": 3, "quint": 4, "ultim": -1}


def statement(turn: Turn, argument: str) -> str:
    """Itemise the debts. Outcomes: ok, no_debt, time_barred, in_agreement."""
    del argument
    total = turn.itemisation()
    if turn.context.open_agreement is not None:
        return "in_agreement"
    if total is None or total.total_cents == 0:
        return "no_debt"
    if any(d.is_time_barred for d in turn.debts()):
        return "time_barred"
    turn.change(debt_ids=turn.debt_ids())
    turn.want(ShowStatement(debt_ids=turn.debt_ids(), itemisation=total))
    return "ok"


def make_offers(turn: Turn, argument: str) -> str:
    """Put the opening options. Outcomes: ok, no_policy."""
    del argument
    total, policy = turn.itemisation(), turn.context.policy
    if total is None or policy is None:
        return "no_policy"
    found = offers.options(
        total, policy, dpd=turn.dpd(), on=turn.context.today, authority=turn.context.authority
    )
    if not found:
        return "no_policy"
    turn.change(options=found, chosen_id=None, debt_ids=turn.debt_ids())
    for option in found:
        turn.want(MakeOffer(option=option, debt_ids=turn.debt_ids()))
    return "ok"


def counter(turn: Turn, argument: str) -> str:
    """Meet a wish (`argument` names one without figures). Outcomes: ok, refused, no_policy."""
    total, policy = turn.itemisation(), turn.context.policy
    if total is None or policy is None:
        return "no_policy"
    wish = _wish(turn, argument, total.total_cents)
    first_round = turn.state.round_number + (argument == "discount")
    for round_number in (first_round, first_round + 1):
        answer = offers.counter(
            total,
            policy,
            wish,
            dpd=turn.dpd(),
            on=turn.context.today,
            authority=turn.context.authority,
            round_number=round_number,
        )
        # A step is conceded only when it is needed.
        if isinstance(answer, Option):
            break
    turn.change(wish=wish, round_number=round_number)
    option = answer.best_option if isinstance(answer, Refusal) else answer
    if option is None:
        return "no_policy"
    _look_at(turn, option)
    if isinstance(answer, Refusal):
        turn.refusal = answer.reason
        return "refused"
    return "ok"


def show_chosen(turn: Turn, argument: str) -> str:
    """Check that there is an option to look at, still valid. Outcomes: ok, none."""
    del argument
    option = turn.chosen()
    return "ok" if option and option.expires_on >= turn.context.today else "none"


def accept(turn: Turn, argument: str) -> str:
    """Take the chosen option. Outcomes: ok, none."""
    if show_chosen(turn, argument) == "none":
        return "none"
    option = turn.chosen()
    if option is None or turn.state.debt_ids != turn.debt_ids():
        return "none"
    terms = sheet.fingerprint(sheet_of(option, turn.context))
    turn.want(AcceptOffer(option=option, debt_ids=turn.debt_ids(), terms_sha256=terms))
    first = option.instalments[0]
    turn.want(IssuePix(amount_cents=first.amount_cents, due_on=first.due_on))
    turn.want(Close(tabulation=Tabulation.ACCEPTED))
    turn.change(accepted=option, options=(), chosen_id=None)
    return "ok"


def resend_pix(turn: Turn, argument: str) -> str:
    """Send the charge again. Outcomes: ok, none."""
    del argument
    accepted, standing = turn.state.accepted, turn.context.open_agreement
    if standing is not None:
        amount_cents, due_on = standing.next_cents, standing.next_due_on
    elif accepted is not None:
        amount_cents, due_on = accepted.instalments[0].amount_cents, accepted.instalments[0].due_on
    else:
        return "none"
    turn.want(IssuePix(amount_cents=amount_cents, due_on=due_on, is_repeat=True))
    return "ok"


def promise(turn: Turn, argument: str) -> str:
    """Record a promise. Outcomes: ok, no_date, too_late, no_debt."""
    del argument
    total = turn.itemisation()
    if total is None:
        return "no_debt"
    on = when(turn.words, today=turn.context.today)
    if on is None or on < turn.context.today:
        return "no_date"
    if (on - turn.context.today).days > _PROMISE_DAYS_MAX:
        return "too_late"
    said = numbers.amounts(turn.words).cents
    due_cents = _promisable_cents(turn, total.total_cents)
    amount_cents = min(said[0], due_cents) if said else due_cents
    turn.want(RecordPromise(amount_cents=amount_cents, on=on, debt_ids=turn.debt_ids()))
    turn.promise = (amount_cents, sheet.day(on))
    turn.want(Close(tabulation=Tabulation.PROMISE))
    return "ok"


def hear_option(turn: Turn) -> str | None:
    """Take the option that a tap, an ordinal or `3x` points at; None: no such one."""
    options = turn.state.options
    choice = turn.heard.choice_id or ""
    if choice.startswith("opt:"):
        option = next((o for o in options if f"opt:{o.option_id}" == choice), None)
    else:
        option = _pointed_at(turn.words, options)
    if option is None:
        return None
    turn.change(chosen_id=option.option_id)
    return "picked"


def _pointed_at(words: str, options: tuple[Option, ...]) -> Option | None:
    folded = fold(words)
    for stem, index in _ORDINALS.items():
        if folded.startswith((stem, f"a {stem}", f"o {stem}", f"opcao {stem}")) and options:
            return options[index] if index < len(options) else None
    bare = folded.removeprefix("opcao ").removeprefix("a ").strip()
    if bare.isascii() and bare.isdigit() and len(bare) == 1 and 1 <= int(bare) <= len(options):
        return options[int(bare) - 1]
    read = numbers.amounts(words)
    if read.instalments is None or read.instalments < 2 or read.cents:
        return None
    if when(words, today=options[0].offered_on) if options else None:
        return None
    return next((o for o in options if len(o.regular) == read.instalments), None)


def _look_at(turn: Turn, option: Option) -> None:
    turn.change(options=(option,), chosen_id=option.option_id, debt_ids=turn.debt_ids())
    turn.want(MakeOffer(option=option, debt_ids=turn.debt_ids()))


def _wish(turn: Turn, argument: str, total_cents: int) -> Wish:
    if argument == "cash":
        return Wish(upfront_cents=None, instalments=1)
    shown = max((len(o.regular) for o in turn.state.options), default=1)
    if argument == "more":
        return Wish(instalments=max(shown + 1, 2))
    if argument == "fewer":
        return Wish(instalments=max(shown // 2, 1))
    if argument == "discount":
        return Wish(instalments=1)
    said = numbers.amounts(turn.words)
    wish = Wish(
        monthly_cents=said.monthly_cents,
        upfront_cents=said.upfront_cents,
        instalments=said.instalments,
        day_of_month=day_of_month(turn.words),
        start_on=when(turn.words, today=turn.context.today),
    )
    if said.cents and said.monthly_cents is None and said.upfront_cents is None:
        wish = _bare_amount(wish, said.cents[0], total_cents)
    only_a_day = not said.cents and said.instalments is None
    return _keep_amounts(wish, turn.state.wish) if only_a_day else wish


def _bare_amount(wish: Wish, cents: int, total_cents: int) -> Wish:
    """An amount without a word beside it is monthly, unless it is most of what is owed."""
    share, whole = _UPFRONT_FROM
    if cents * whole >= total_cents * share:
        return replace(wish, upfront_cents=cents)
    return replace(wish, monthly_cents=cents)


def _keep_amounts(wish: Wish, before: Wish) -> Wish:
    return replace(
        before,
        day_of_month=wish.day_of_month or before.day_of_month,
        start_on=wish.start_on or before.start_on,
    )


def _promisable_cents(turn: Turn, total_cents: int) -> int:
    standing = turn.context.open_agreement
    if standing is not None:
        return standing.next_cents
    option = turn.state.accepted or turn.chosen()
    return option.instalments[0].amount_cents if option else total_cents
