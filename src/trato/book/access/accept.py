"""Somebody who was invited comes in: found by the secret, made a member once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.contrib.auth import get_user_model

from trato.book.access.invite import KIND, close, hash_of, open_rows, place_of
from trato.book.access.models import Invitation
from trato.book.access.values import InvitationCard
from trato.book.organisations import directory, keys
from trato.book.organisations.create import add_member
from trato.foundation import tenancy
from trato.journal.facts.members import InvitationAccepted
from trato.journal.record import record


class NotInvited(LookupError):
    """The secret opens nothing: unknown, used, taken back or too old."""


class OtherAccount(Exception):
    """The address has an account of its own: its owner must sign in to accept."""


def invitation_of(secret: str, *, at: datetime) -> InvitationCard:
    """Return what a secret invites to; works outside of every organisation.

    Raises:
        NotInvited: it opens nothing.
    """
    with _found(secret, at) as row:
        return card_of(row)


def open_invitations(*, at: datetime) -> tuple[InvitationCard, ...]:
    """Return the current organisation's invitations that may still be accepted, newest first."""
    return tuple(card_of(row) for row in open_rows(at).order_by("-invited_at", "id"))


def account_of(email: str) -> int | None:
    """Return the id of the account that an address has already, or None."""
    found = get_user_model().objects.filter(email__iexact=email)
    return found.order_by("pk").values_list("pk", flat=True).first()


def accept_invitation(
    secret: str, *, at: datetime, password: str = "", user_id: int | None = None
) -> int:
    """Make the invited a member and return their user id; the secret is used up.

    With a password the account is made; with `user_id` the one who is signed in accepts.

    Raises:
        NotInvited: it opens nothing, or no longer.
        OtherAccount: the address has an account that is not the one signed in.
    """
    with _found(secret, at) as row:
        card = card_of(row)
        known = account_of(card.email)
        if known != user_id or (known is None and not password):
            raise OtherAccount
        if known is None:
            made = add_member(email=card.email, password=password, role=card.role)
        else:
            name = get_user_model().objects.get(pk=known).get_username()
            made = add_member(email=name, password="", role=card.role)
        close(row, at=at, user_id=made)
        fact = InvitationAccepted(invitation_id=row.id, user_id=made, role=card.role)
        record(fact, at=at)
    return made


def card_of(row: Invitation) -> InvitationCard:
    """Return a row as others see it."""
    return InvitationCard(
        invitation_id=row.id,
        organisation_id=row.organisation_id,
        email=keys.vault().open(bytes(row.email_sealed), place=place_of(row.id)),
        role=row.role,
        is_mailed=row.is_mailed,
        invited_by=row.invited_by,
        invited_at=row.invited_at,
        expires_at=row.expires_at,
    )


@contextmanager
def _found(secret: str, at: datetime) -> Iterator[Invitation]:
    """Step into the organisation of an open invitation and hold its row."""
    hashed = hash_of(secret)
    organisation_id: UUID | None = directory.owner_of(KIND, hashed)
    if organisation_id is None:
        raise NotInvited
    with tenancy.within(organisation_id):
        row = open_rows(at).select_for_update().filter(secret_hash=hashed).first()
        if row is None:
            raise NotInvited
        yield row
