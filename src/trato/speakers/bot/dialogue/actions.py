"""What a node may do: each action's name, how it may end, and whether it needs identity."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from trato.casework.negotiation.terms.states import DisputeReason
from trato.speakers.bot.dialogue import identity, menu, negotiate
from trato.speakers.bot.dialogue.turn import Turn, register_words
from trato.speakers.bot.dialogue.values import (
    AskLater,
    Close,
    FlagRepresented,
    FlagVulnerable,
    HandOver,
    HandOverReason,
    HeardKind,
    OpenDispute,
    OptBackIn,
    OptOut,
    Priority,
    PrivacyKind,
    PrivacyRequest,
    ReportPaid,
    Tabulation,
    VulnerableKind,
    WrongKind,
    WrongParty,
)

_PROOF = frozenset({HeardKind.IMAGE, HeardKind.DOCUMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """An action: what runs, how else than `ok` it may end, whether the debtor must be known."""

    run: Callable[[Turn, str], str]
    outcomes: tuple[str, ...] = ()
    needs_identity: bool = False
    argument: Callable[[str], object] | None = None


def _opt_out(turn: Turn, argument: str) -> str:
    del argument
    turn.want(OptOut(words=register_words(turn)))
    turn.want(Close(tabulation=Tabulation.OPTED_OUT))
    turn.change(is_stopped=True, pending=None, pending_words="", options=(), chosen_id=None)
    return "ok"


def _opt_back_in(turn: Turn, argument: str) -> str:
    del argument
    turn.want(OptBackIn(words=register_words(turn)))
    turn.change(is_stopped=False)
    return "ok"


def _wrong_party(turn: Turn, argument: str) -> str:
    kind = WrongKind(argument)
    turn.want(WrongParty(kind=kind))
    ended = {
        WrongKind.WRONG: Tabulation.WRONG_PARTY,
        WrongKind.THIRD_PARTY: Tabulation.THIRD_PARTY,
        WrongKind.DECEASED: Tabulation.DECEASED,
    }
    turn.want(Close(tabulation=ended[kind]))
    turn.change(pending=None, pending_words="", options=(), chosen_id=None)
    return "ok"


def _hand_over(turn: Turn, argument: str) -> str:
    reason, _, priority = argument.partition(" ")
    turn.want(
        HandOver(reason=HandOverReason(reason), priority=Priority(priority or Priority.NORMAL))
    )
    turn.change(is_with_human=True)
    return "ok"


def _flag_vulnerable(turn: Turn, argument: str) -> str:
    turn.want(FlagVulnerable(kind=VulnerableKind(argument)))
    return "ok"


def _flag_represented(turn: Turn, argument: str) -> str:
    del argument
    turn.want(FlagRepresented())
    return "ok"


def _privacy(turn: Turn, argument: str) -> str:
    del argument
    kind = PrivacyKind(turn.detail) if turn.detail in set(PrivacyKind) else PrivacyKind.ACCESS
    turn.want(PrivacyRequest(kind=kind, words=register_words(turn)))
    return "ok"


def _dispute(turn: Turn, argument: str) -> str:
    """Open a dispute with the reason heard or given. Outcomes: ok, no_reason."""
    given = argument or turn.detail
    if given not in set(DisputeReason):
        return "no_reason"
    debt_ids = tuple(d.debt_id for d in turn.context.debts)
    turn.want(
        OpenDispute(reason=DisputeReason(given), words=register_words(turn), debt_ids=debt_ids)
    )
    turn.want(Close(tabulation=Tabulation.DISPUTED))
    return "ok"


def _report_paid(turn: Turn, argument: str) -> str:
    del argument
    has_proof = turn.heard.kind in _PROOF
    debt_ids = tuple(d.debt_id for d in turn.context.debts)
    turn.want(ReportPaid(words=register_words(turn), has_proof=has_proof, debt_ids=debt_ids))
    turn.want(Close(tabulation=Tabulation.PAID_CLAIM))
    return "ok"


def _ask_later(turn: Turn, argument: str) -> str:
    turn.want(AskLater(not_before_hours=int(argument)))
    return "ok"


def _close(turn: Turn, argument: str) -> str:
    turn.want(Close(tabulation=Tabulation(argument)))
    return "ok"


def _hand_over_argument(argument: str) -> object:
    reason, _, priority = argument.partition(" ")
    return HandOverReason(reason), Priority(priority or Priority.NORMAL)


ACTIONS: Mapping[str, Doing] = {
    "begin_identity": Doing(run=identity.begin, outcomes=("verified", "locked", "unavailable")),
    "statement": Doing(
        run=negotiate.statement,
        outcomes=("no_debt", "time_barred", "in_agreement"),
        needs_identity=True,
    ),
    "offers": Doing(run=negotiate.make_offers, outcomes=("no_policy",), needs_identity=True),
    "counter": Doing(run=negotiate.counter, outcomes=("refused", "no_policy"), needs_identity=True),
    "show_chosen": Doing(run=negotiate.show_chosen, outcomes=("none",), needs_identity=True),
    "accept": Doing(run=negotiate.accept, outcomes=("none",), needs_identity=True),
    "resend_pix": Doing(run=negotiate.resend_pix, outcomes=("none",), needs_identity=True),
    "promise": Doing(
        run=negotiate.promise, outcomes=("no_date", "too_late", "no_debt"), needs_identity=True
    ),
    "dispute": Doing(run=_dispute, outcomes=("no_reason",), needs_identity=True),
    "report_paid": Doing(run=_report_paid, needs_identity=True),
    "opt_out": Doing(run=_opt_out),
    "opt_back_in": Doing(run=_opt_back_in),
    "wrong_party": Doing(run=_wrong_party, argument=WrongKind),
    "hand_over": Doing(run=_hand_over, argument=_hand_over_argument),
    "open_menu": Doing(run=menu.open_menu),
    "hand_over_chosen": Doing(run=menu.hand_over_chosen, outcomes=("none",)),
    "flag_vulnerable": Doing(run=_flag_vulnerable, argument=VulnerableKind),
    "flag_represented": Doing(run=_flag_represented),
    "privacy": Doing(run=_privacy),
    "ask_later": Doing(run=_ask_later, argument=int),
    "close": Doing(run=_close, argument=Tabulation),
}

HEARS: Mapping[str, tuple[Callable[[Turn], str | None], tuple[str, ...]]] = {
    "birthday": (identity.hear_birthday, ("read",)),
    "cpf_last3": (identity.hear_cpf_last3, ("passed", "failed", "locked")),
    "option": (negotiate.hear_option, ("picked",)),
    "menu": (menu.hear_choice, ("queue", "debts", "privacy", "human", "submenu")),
}
"""How an answer may be read, and what the reading may come to."""
