"""Read-outs for auditing: charges under way, and every payment that was booked."""

from trato.casework.payments.models import Charge, Payment


def under_way() -> int:
    """Return how many charges still wait to be issued or withdrawn at the PSP."""
    return Charge.objects.filter(state__in=["requested", "withdrawing"]).count()


def booked() -> dict[str, int]:
    """Return the cents of every payment by its end-to-end id."""
    return dict(Payment.objects.values_list("end_to_end_id", "amount_cents"))
