"""What is asked of passkeys beyond the sign-in library's checks, and what is kept of them.

Coming in with a passkey alone counts as two factors: so it takes one that was made for it, and that
the device used only after it had asked for a finger, a face or a PIN. The library asks the device
for that but keeps the asking in the session, where another page may have asked for less.
"""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext
from fido2.utils import websafe_encode

from trato.entrypoints.console.sign_in_news import journal_everywhere
from trato.journal.facts.access import PasskeyOutOfStep, PasskeyRenamed

NAME_LENGTH_MAX = 60
_ANSWER_BYTES_MAX = 32_768
# What reading an answer that no browser makes may end in: refused like any other.
_UNREADABLE = (AttributeError, IndexError, KeyError, NotImplementedError, TypeError, ValueError)
_PASSKEY = Authenticator.Type.WEBAUTHN


def passkeys_of(user_id: int) -> list[Authenticator]:
    """Return a user's passkeys, the oldest first."""
    rows = Authenticator.objects.filter(user_id=user_id, type=_PASSKEY)
    return list(rows.order_by("created_at", "pk"))


def is_passwordless(row: Authenticator) -> bool:
    """Tell whether a passkey was made to come in with alone."""
    return bool(row.wrap().is_passwordless)  # type: ignore[no-untyped-call]


class AddPasskey(AddWebAuthnForm):
    """Takes a new passkey in, once, and keeps no more of the answer than is needed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say plainly when nothing came."""
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages["required"] = _not_answered()

    def clean_name(self) -> str:
        """Return the name, or one made up."""
        return str(super().clean_name())[:NAME_LENGTH_MAX]

    def clean_credential(self) -> Any:
        """Refuse what is no browser's answer."""
        return _bounded(self.cleaned_data["credential"])

    def clean(self) -> dict[str, Any]:
        """Check the answer, and that nobody has this passkey yet."""
        try:
            cleaned: dict[str, Any] = super().clean()
            if not cleaned.get("credential"):
                return cleaned
            answer = auth.parse_registration_response(cleaned["credential"]).response
            made = answer.attestation_object.auth_data.credential_data
        except ValidationError as refused:
            raise ValidationError(_not_made(), code=refused.code) from refused
        except _UNREADABLE as unread:
            raise ValidationError(_not_made(), code="unreadable") from unread
        if made is None:
            raise ValidationError(_not_made(), code="unreadable")
        kept_as = websafe_encode(made.credential_id)
        if Authenticator.objects.filter(type=_PASSKEY, data__credential__id=kept_as).exists():
            raise ValidationError(
                gettext("Esta chave já está guardada, nesta conta ou em outra. Nada mudou."),
                code="known",
            )
        cleaned["credential"] = {
            "id": kept_as,
            "rawId": kept_as,
            "type": "public-key",
            "response": {
                "attestationObject": websafe_encode(bytes(answer.attestation_object)),
                "clientDataJSON": websafe_encode(bytes(answer.client_data)),
            },
            "clientExtensionResults": {"credProps": {"rk": bool(cleaned.get("passwordless"))}},
        }
        return cleaned


class NamePasskey(EditWebAuthnForm):
    """Gives a passkey another name."""

    def clean_name(self) -> str:
        """Return the name, cut to what the list shows."""
        return str(self.cleaned_data["name"])[:NAME_LENGTH_MAX]

    def save(self) -> Authenticator:
        """Keep the name, and that it was changed."""
        row = super().save()
        journal_everywhere(row.user_id, PasskeyRenamed(user_id=row.user_id, passkey_id=row.pk))
        return row


class _Shown:
    """Checks a passkey that somebody shows, and says plainly why one is refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].error_messages["required"] = _not_answered()  # type: ignore[attr-defined]

    def clean_credential(self) -> Authenticator:
        """Return whose passkey it is, its counter moved on.

        Raises:
            ValidationError: it is not this account's, not for this page, or out of step.
        """
        shown = _bounded(self.cleaned_data["credential"])  # type: ignore[attr-defined]
        try:
            row: Authenticator = super().clean_credential()  # type: ignore[misc]
            said = auth.parse_authentication_response(shown).response.authenticator_data
        except ValidationError as refused:
            if refused.code != "incorrect_code":
                raise
            raise ValidationError(_not_this_account(), code=refused.code) from refused
        except _UNREADABLE as unread:
            raise ValidationError(_not_this_account(), code="unreadable") from unread
        self._check(row, said)
        if not _move_on(row, said.counter):
            user_id = int(row.user_id)
            journal_everywhere(user_id, PasskeyOutOfStep(user_id=user_id, passkey_id=row.pk))
            raise ValidationError(
                gettext(
                    "Esta chave respondeu fora da ordem, como faria uma cópia dela. Entre de outro "
                    "modo, tire-a em Minha conta e avise um administrador."
                ),
                code="out_of_step",
            )
        return row

    def _check(self, row: Authenticator, said: Any) -> None:
        """Ask more, where more is needed."""


class SecondFactor(_Shown, AuthenticateWebAuthnForm):
    """A passkey after the password."""


class SameUser(_Shown, ReauthenticateWebAuthnForm):
    """A passkey before the account's safety is touched."""


class Passwordless(_Shown, LoginWebAuthnForm):
    """A passkey alone: two factors, or refused."""

    def _check(self, row: Authenticator, said: Any) -> None:
        if not said.is_user_verified():
            raise ValidationError(
                gettext(
                    "O aparelho não pediu digital, rosto nem PIN; sozinha, a chave não basta. "
                    "Entre com a senha e use a chave depois dela."
                ),
                code="not_verified",
            )
        if not is_passwordless(row):
            raise ValidationError(
                gettext(
                    "Esta chave foi guardada só como segundo fator. Entre com a senha e use a "
                    "chave depois dela."
                ),
                code="second_only",
            )


def _move_on(row: Authenticator, counter: int) -> bool:
    """Keep a passkey's counter; False if it did not grow, as a copy's would not.

    Passkeys that are carried from device to device do not count: they always say zero.
    """
    with transaction.atomic():
        kept = Authenticator.objects.select_for_update().filter(pk=row.pk).first()
        if kept is None:
            return False
        before = int(kept.data.get("counter", kept.wrap().authenticator_data.counter))
        if (counter or before) and counter <= before:
            return False
        kept.data["counter"] = counter
        kept.save(update_fields=["data"])
    row.data["counter"] = counter
    return True


def _bounded(answer: Any) -> Any:
    if not isinstance(answer, dict) or len(str(answer)) > _ANSWER_BYTES_MAX:
        raise ValidationError(_not_answered(), code="unreadable")
    return answer


def _not_answered() -> str:
    return gettext("O aparelho não respondeu. Nada mudou; tente outra vez.")


def _not_made() -> str:
    return gettext(
        "A chave não foi guardada: a resposta do aparelho não serve ou demorou. Tente outra vez."
    )


def _not_this_account() -> str:
    return gettext("Esta chave não abre esta conta, ou o pedido demorou. Tente outra vez.")
