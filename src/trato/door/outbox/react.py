"""Does what a provider's error asks beyond its message: stop a number, a template, a phone."""

from datetime import datetime, timedelta

from trato.book.organisations import change
from trato.book.people.note_capability import note_whatsapp
from trato.door.outbox.draft_json import from_json
from trato.door.outbox.models import Message
from trato.door.outbox.values import ErrorClass

TEMPLATE_PAUSE = timedelta(hours=3)


def react(row: Message, error_class: ErrorClass, *, code: int, at: datetime) -> None:
    """Apply one error's consequences for the number, the template or the contact point."""
    if error_class in {ErrorClass.STOP_NUMBER, ErrorClass.STOP_ACCOUNT} and row.number_id:
        change.stop_number(row.number_id, reason=f"erro {code} do provedor", at=at)
    elif error_class is ErrorClass.SLOW_DOWN and row.number_id:
        change.slow_down(row.number_id, at=at)
    elif error_class is ErrorClass.UNDELIVERABLE and row.contact_point_id:
        note_whatsapp(row.contact_point_id, capable=False)
    elif error_class in {ErrorClass.HOLD_TEMPLATE, ErrorClass.STOP_TEMPLATE}:
        _stop_template(row, error_class, code=code, at=at)


def _stop_template(row: Message, error_class: ErrorClass, *, code: int, at: datetime) -> None:
    template_id = from_json(row.draft).content.template_id
    if template_id is None:
        return
    if error_class is ErrorClass.HOLD_TEMPLATE:
        change.pause_template(template_id, until=at + TEMPLATE_PAUSE, at=at)
    else:
        change.stop_template(template_id, at=at, code=code)
