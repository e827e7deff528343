"""The sign-in library's letters: put down for the worker, in an organisation of their receiver.

The web process sends none itself: it has no mail server's password, and nobody waits for one.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail.backends.base import BaseEmailBackend

from trato.book.access.letters import write_letter
from trato.book.organisations import read as organisations
from trato.foundation import clock, tenancy

_log = structlog.get_logger(__name__)


class QueuedMail(BaseEmailBackend):
    """Puts each letter down sealed; one to nobody we know is dropped, and says so."""

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        """Return how many letters were put down."""
        return sum(self._put_down(letter, to) for letter in email_messages for to in letter.to)

    def _put_down(self, letter: Any, to: str) -> bool:
        accounts = get_user_model().objects.filter(email__iexact=to)
        user_id = accounts.order_by("pk").values_list("pk", flat=True).first()
        places = organisations.memberships(int(user_id)) if user_id else ()
        if not places:
            _log.warning("mail_to_nobody_we_know")
            return False
        at = clock.now()
        with tenancy.within(places[0][0]):
            write_letter(
                to=to,
                subject=" ".join(str(letter.subject).split()),
                text=str(letter.body),
                expires_at=at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
                at=at,
            )
        return True
