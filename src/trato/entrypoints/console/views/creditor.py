"""What a creditor's user sees: their portfolio's figures, accounts and payments. Nothing to press.

`entered` has put them behind their creditors' wall before any of this runs.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from trato.book.portfolios.rules import OPEN
from trato.entrypoints.console import takeout
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.foundation import clock, tenancy
from trato.insights.metrics.laws import Law, laws_of
from trato.insights.portfolio import account as one
from trato.insights.portfolio import accounts as lists
from trato.insights.portfolio import note
from trato.insights.portfolio import payments as money
from trato.insights.portfolio import summary as figures
from trato.insights.portfolio.rules import told
from trato.insights.portfolio.values import AGES, AccountsWanted, OwnCreditor, OwnMessage

_WINDOWS = ("30", "90", "365")
_REFERENCE_MOST = 80
_AT_ONCE: Final = 2_000
_Line = TypeVar("_Line")


@require_GET
@entered(Act.SEE_PORTFOLIO)
def summary(request: AtDesk) -> HttpResponse:
    """Show the figures, each with what it is a share of."""
    shared = _shared(request)
    days = next((d for d in _WINDOWS if d == request.GET.get("dias")), "")
    now = clock.now()
    since = now - timedelta(days=int(days)) if days else None
    found = figures.summary(today=_today(), zone=_zone(), since=since)
    context = {
        "found": found,
        "most_accounts": max((line.accounts for line in found.ages), default=0),
        "most_cents": max((line.paid_cents for line in found.months), default=0),
        "open_accounts": sum(line.accounts for line in found.ages),
        "open_cents": sum(line.open_cents for line in found.ages),
        "alerts_raised": sum(line.raised for line in found.alerts),
        "alerts_true": sum(line.true for line in found.alerts),
        "since": since,
        "now": now,
        "days": days,
        "windows": _WINDOWS,
    }
    return page(request, "creditor/summary.html", shared | context)


@require_GET
@entered(Act.SEE_PORTFOLIO)
def accounts(request: AtDesk) -> HttpResponse:
    """List the accounts that fit what was asked for."""
    shared = _shared(request)
    found = lists.accounts(_wanted(request.GET), number=_number(request.GET), today=_today())
    context = {
        "found": found,
        "asked": request.GET,
        "ages": AGES,
        "states": _STATES,
        "portfolios": figures.portfolios(),
        "today": _today(),
    }
    return page(request, "creditor/accounts.html", shared | context)


@require_GET
@entered(Act.SEE_PORTFOLIO)
def accounts_file(request: AtDesk) -> StreamingHttpResponse:
    """Hand over the accounts that fit as a file, once that is journaled."""
    shared, today = _shared(request), _today()
    ids = lists.account_ids(_wanted(request.GET), today=today)
    _journal_export(request, "accounts", len(ids))
    some = partial(lists.some_accounts, today=today)
    return takeout.of_accounts(_stretches(shared, ids, some), on=today)


@require_GET
@entered(Act.SEE_PORTFOLIO)
def account(request: AtDesk, debt_id: UUID) -> HttpResponse:
    """Show one account in full; that it was opened is journaled before it is shown."""
    shared = _shared(request)
    found = one.account(debt_id, today=_today())
    who = request.entered
    transaction.on_commit(
        partial(note.note_opened, who.organisation_id, debt_id, by_user=who.user_id, at=clock.now())
    )
    context = {
        "a": found,
        "line": found.line,
        "told": [(message, *_reasons(message)) for message in found.messages],
        "today": _today(),
    }
    return page(request, "creditor/account.html", shared | context)


@require_GET
@entered(Act.SEE_PORTFOLIO)
def payments(request: AtDesk) -> HttpResponse:
    """List what arrived."""
    shared = _shared(request)
    found = money.payments(**_span(request.GET), zone=_zone(), number=_number(request.GET))
    return page(request, "creditor/payments.html", shared | {"found": found, "asked": request.GET})


@require_GET
@entered(Act.SEE_PORTFOLIO)
def payments_file(request: AtDesk) -> StreamingHttpResponse:
    """Hand over what arrived as a file, once that is journaled."""
    shared = _shared(request)
    ids = money.payment_ids(**_span(request.GET), zone=_zone())
    _journal_export(request, "payments", len(ids))
    return takeout.of_payments(_stretches(shared, ids, money.some_payments), on=_today())


_STATES = (
    *sorted(OPEN), "settled", "overpaid", "recalled", "judicial", "statute_barred", "cancelled",
    "transferred", "written_off",
)  # fmt: skip


def _reasons(message: OwnMessage) -> tuple[list[Law], bool]:
    """Return the laws behind the door's last word, and whether there are reasons that are kept."""
    if not message.decisions:
        return [], False
    last = message.decisions[-1]
    if last.codes is None and last.verdict == "allow":
        return [], False
    codes, is_kept = told(last.codes)
    return laws_of(codes), is_kept


def _shared(request: AtDesk) -> dict[str, Any]:
    """Narrow to the one creditor that was chosen, if there are several; return what pages show."""
    own = figures.own_creditors()
    chosen = _chosen(own, request.GET.get("credor", ""))
    if chosen is not None:
        tenancy.narrow_to_creditors([chosen.creditor_id])
    kept = request.GET.copy()
    kept.pop("pagina", None)
    shared: QueryDict = QueryDict(mutable=True)
    if chosen is not None:
        shared["credor"] = str(chosen.creditor_id)
    return {
        "own_creditors": own,
        "chosen": chosen,
        "kept": kept.urlencode(),
        "shared": shared.urlencode(),
    }


def _chosen(own: tuple[OwnCreditor, ...], asked: str) -> OwnCreditor | None:
    """Return the creditor asked for; one that is not theirs is as good as none."""
    return next((c for c in own if len(own) > 1 and str(c.creditor_id) == asked), None)


def _stretches(
    shared: dict[str, Any], ids: Sequence[UUID], some: Callable[[Sequence[UUID]], list[_Line]]
) -> Iterator[list[_Line]]:
    """Read a file's lines some at a time, each time behind the same wall as the request.

    The request's own transaction is over by then; what was journaled is which lines they are.
    """
    here = tenancy.current()
    seen = [shared["chosen"]] if shared["chosen"] else shared["own_creditors"]
    return _read(here, [one.creditor_id for one in seen], ids, some)


def _read(
    here: UUID,
    creditor_ids: list[UUID],
    ids: Sequence[UUID],
    some: Callable[[Sequence[UUID]], list[_Line]],
) -> Iterator[list[_Line]]:
    for start in range(0, len(ids), _AT_ONCE):
        with tenancy.within(here):
            tenancy.narrow_to_creditors(creditor_ids)
            found = some(ids[start : start + _AT_ONCE])
        yield found


def _journal_export(request: AtDesk, what: str, rows: int) -> None:
    # Behind the wall nothing can be written. If this fails, the answer does not leave either.
    who = request.entered
    transaction.on_commit(
        partial(
            note.note_export, who.organisation_id, what, rows=rows, by_user=who.user_id,
            at=clock.now(),
        )
    )  # fmt: skip


def _wanted(asked: QueryDict) -> AccountsWanted:
    state, age = asked.get("estado", ""), asked.get("idade", "")
    return AccountsWanted(
        portfolio_id=_uuid(asked.get("carteira", "")),
        state=state if state in _STATES else "",
        age=age if age in AGES else "",
        reference=asked.get("contrato", "").strip().replace("\x00", "")[:_REFERENCE_MOST],
        has_agreement=asked.get("acordo") == "1",
    )


def _span(asked: QueryDict) -> dict[str, date | None]:
    return {"since_on": _day(asked.get("desde", "")), "until_on": _day(asked.get("ate", ""))}


def _number(asked: QueryDict) -> int:
    text = asked.get("pagina", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _today() -> date:
    return timezone.localtime(clock.now()).date()


def _zone() -> str:
    return timezone.get_current_timezone_name()
