"""What Meta forbids an account for a while: to write first, to answer, to use utility templates."""

from datetime import datetime, timedelta

from trato.foundation import clock
from trato.simulator.cloud_api.accounts import Account, Accounts, Restriction
from trato.simulator.cloud_api.errors import Failure
from trato.simulator.cloud_api.tidings import Tidings
from trato.simulator.http import Json

FIRST, ANSWERS = "RESTRICTED_BIZ_INITIATED_MESSAGING", "RESTRICTED_CUSTOMER_INITIATED_MESSAGING"
UTILITY, NUMBERS = "RESTRICTED_UTILITY_TEMPLATES", "RESTRICTED_ADD_PHONE_NUMBER_ACTION"
CALLS = ("RESTRICTED_BUSINESS_INITIATED_CALLING", "RESTRICTED_USER_INITIATED_CALLING")
LOCK, SPAM, VIOLATION = "LOCK", "SPAM", "VIOLATION"
KINDS = (FIRST, ANSWERS, UTILITY, NUMBERS, *CALLS, LOCK, SPAM, VIOLATION)


class Restrictions:
    """Puts restrictions in force, lets them end, and refuses what they forbid."""

    def __init__(self, accounts: Accounts, tidings: Tidings) -> None:
        """Keep the restrictions of these accounts."""
        self._accounts, self._tidings = accounts, tidings

    def impose(self, row: Json) -> None:
        """Restrict an account: `{waba_id, type, seconds?, phone_number_id?}`.

        Raises:
            ValueError: the type is none of Meta's.
        """
        account, kind = self._accounts[str(row["waba_id"])], str(row.get("type"))
        if kind not in KINDS:
            raise ValueError(f"type must be one of {', '.join(KINDS)}")
        until = clock.now() + timedelta(seconds=float(row["seconds"])) if "seconds" in row else None
        if kind != VIOLATION:
            number = str(row.get("phone_number_id", ""))
            account.restrictions.append(Restriction(kind=kind, until=until, phone_number_id=number))
        # A spam limit shows in the answers alone.
        if kind != SPAM:
            value = _told(kind, until, str(row.get("violation_type", "SPAM")))
            self._tidings.tell(account.waba_id, "account_update", value)

    def lift(self, waba_id: str) -> int:
        """Lift every restriction of an account; one that was locked is told so."""
        account = self._accounts[waba_id]
        held, account.restrictions = account.restrictions, []
        if any(one.kind == LOCK for one in held):
            self._tidings.tell(waba_id, "account_update", _ban("REINSTATE"))
        return len(held)

    def refusal(
        self, waba_id: str, phone_number_id: str, *, opens: bool, category: str, now: datetime
    ) -> Failure | None:
        """Return which restriction forbids this message, or nothing."""
        account = self._accounts[waba_id]
        if not account.restrictions:
            return None
        for kind in in_force(account, phone_number_id, now):
            failure = _forbidden(kind, opens, category)
            if failure:
                return failure
        return None

    def may_add_numbers(self, waba_id: str) -> bool:
        """Say whether the account may take on another number."""
        account = self._accounts.get(waba_id)
        return account is None or NUMBERS not in in_force(account, "", clock.now())


def in_force(account: Account, phone_number_id: str, now: datetime) -> list[str]:
    """Return the kinds of restriction that hold now, for a number or for all."""
    account.restrictions = [r for r in account.restrictions if r.until is None or now < r.until]
    return [r.kind for r in account.restrictions if r.phone_number_id in ("", phone_number_id)]


def _forbidden(kind: str, opens: bool, category: str) -> Failure | None:
    if kind == LOCK:
        return Failure(code=131031, details="The account has been locked.")
    if kind == SPAM and opens:
        return Failure(code=131048, details="Too many earlier messages were blocked or reported.")
    if kind == UTILITY and category == "utility":
        return Failure(code=131064, details="Utility templates were misused.")
    if (kind == FIRST and opens) or (kind == ANSWERS and not opens):
        return Failure(code=368, details="The account is restricted for violating a policy.")
    return None


def _told(kind: str, until: datetime | None, violation: str) -> Json:
    if kind == LOCK:
        return _ban("DISABLE")
    if kind == VIOLATION:
        return {"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": violation}}
    row: Json = {"restriction_type": kind}
    if until:
        row["expiration"] = int(until.timestamp())
    return {"event": "ACCOUNT_RESTRICTION", "restriction_info": [row]}


def _ban(state: str) -> Json:
    on = clock.now()
    day = f"{on:%B} {on.day}, {on.year}"
    return {
        "event": "DISABLED_UPDATE",
        "ban_info": {"waba_ban_state": state, "waba_ban_date": day},
    }
