"""A business number: its account, its secrets, its webhook and how fast it may speak."""

from dataclasses import dataclass, field
from datetime import datetime

from trato.simulator.cloud_api.rates import (
    COEXISTENCE_PER_SECOND,
    THROUGHPUT_PER_SECOND,
    Bucket,
    throughput_bucket,
)
from trato.simulator.cloud_api.webhooks import wrap
from trato.simulator.http import Json
from trato.simulator.people.town import digits_of
from trato.simulator.postman import Address


@dataclass(slots=True, kw_only=True)
class Number:
    """One registered business number."""

    phone_number_id: str
    waba_id: str
    display: str
    verified_name: str
    app_secret: str
    verify_token: str
    token: str
    role: str
    address: Address
    throughput: Bucket
    throughput_per_second: int = THROUGHPUT_PER_SECOND
    pairs: dict[str, Bucket] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    paid_orders: set[str] = field(default_factory=set)
    sent_to: dict[str, int] = field(default_factory=dict)
    quality: str = "GREEN"
    status: str = "CONNECTED"
    is_coexistence: bool = False
    is_registered: bool = True
    upgrading_until: datetime | None = None

    def as_row(self) -> Json:
        """Return it as the Graph API shows a phone number."""
        return {
            "id": self.phone_number_id,
            "verified_name": self.verified_name,
            "display_phone_number": self.display,
            "code_verification_status": "VERIFIED",
            "quality_rating": self.quality,
            "status": self.status if self.is_registered else "DISCONNECTED",
            "name_status": "APPROVED",
            "platform_type": "CLOUD_API",
            "throughput": {"level": self.throughput_level()},
            "is_on_biz_app": self.is_coexistence,
        }

    def throughput_level(self) -> str:
        """Return Meta's name for how fast it may speak."""
        return "HIGH" if self.throughput_per_second > THROUGHPUT_PER_SECOND else "STANDARD"

    def metadata(self) -> Json:
        """Return the part of every webhook that names this number."""
        return {
            "display_phone_number": digits_of(self.display),
            "phone_number_id": self.phone_number_id,
        }


class Numbers(dict[str, Number]):
    """Every registered number, by its id."""


_REQUIRED = ("phone_number_id", "waba_id", "token")
# With an address to tell, these too.
_OF_A_WEBHOOK = ("app_secret", "verify_token")


def number_from(row: Json, now: datetime) -> Number:
    """Read a registration.

    Raises:
        ValueError: a field is missing; says which.
    """
    url = str(row.get("webhook_url") or "")
    missing = [n for n in (*_REQUIRED, *(_OF_A_WEBHOOK if url else ())) if not row.get(n)]
    if missing:
        raise ValueError(f"missing: {', '.join(missing)}")
    is_coexistence = bool(row.get("is_coexistence", False))
    usual = COEXISTENCE_PER_SECOND if is_coexistence else THROUGHPUT_PER_SECOND
    per_second = int(row.get("throughput_per_second") or usual)
    waba_id, secret = str(row["waba_id"]), str(row.get("app_secret", ""))
    return Number(
        phone_number_id=str(row["phone_number_id"]),
        waba_id=waba_id,
        display=str(row.get("display") or row["phone_number_id"]),
        verified_name=str(row.get("verified_name") or row.get("display") or "Empresa"),
        app_secret=secret,
        verify_token=str(row.get("verify_token", "")),
        token=str(row["token"]),
        role=str(row.get("role") or "original_creditor"),
        address=Address(url=url, secret=secret, wrap=wrap(waba_id)),
        throughput=throughput_bucket(now, per_second),
        throughput_per_second=per_second,
        is_coexistence=is_coexistence,
    )
