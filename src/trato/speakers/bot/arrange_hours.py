"""Changes when people answer, and what is read while they do not: everybody may read it."""

from datetime import datetime

from trato.casework.reception.rules import BadHours
from trato.casework.reception.set_hours import set_hours
from trato.casework.reception.values import Opening
from trato.speakers.bot.dialogue.terms_of_debt import debt_words


def arrange_hours(opening: Opening, *, by: int | None, at: datetime) -> None:
    """Keep the organisation's opening hours; idempotent.

    Raises:
        BadHours: they cannot be kept; `debt`: what is read outside of them speaks of a debt.
    """
    if debt_words(opening.absence_text):
        raise BadHours("debt")
    for closure in opening.closures:
        if debt_words(closure.name) or debt_words(closure.text):
            raise BadHours("debt", where=closure.name)
    set_hours(opening, by=by, at=at)
