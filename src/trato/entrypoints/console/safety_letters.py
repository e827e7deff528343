"""A letter to whoever an account belongs to, when what guards it was changed.

It tells what, when and from where, and what to do if it was somebody else; it holds no secret and
no link that opens anything by itself.
"""

from datetime import timedelta
from enum import Enum
from typing import Any, Final

from django.conf import settings as django_settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trato.book.access.language import language_of
from trato.book.access.letters import write_letter
from trato.book.access.rules import device_of, masked_address
from trato.book.organisations import read as organisations
from trato.foundation import clock, settings, tenancy

# Told late is better than never: whoever got in is perhaps still there.
_GOOD_FOR: Final = timedelta(days=7)


class Change(Enum):
    """What was done to a password or a second factor: the letter's subject."""

    APP_ADDED = gettext_lazy("Trato: um aplicativo de códigos passou a abrir a sua conta")
    APP_REMOVED = gettext_lazy("Trato: o aplicativo de códigos já não guarda a sua conta")
    PASSKEY_ADDED = gettext_lazy("Trato: uma chave de acesso passou a abrir a sua conta")
    PASSKEY_REMOVED = gettext_lazy("Trato: uma chave de acesso foi tirada da sua conta")
    CODES_RENEWED = gettext_lazy("Trato: os códigos de recuperação da sua conta foram trocados")
    PASSWORD_CHANGED = gettext_lazy("Trato: a senha da sua conta foi trocada")
    TAKEN_AWAY = gettext_lazy("Trato: o segundo fator da sua conta foi retirado")


CHANGES: Final = {
    "mfa/email/totp_activated": Change.APP_ADDED,
    "mfa/email/totp_deactivated": Change.APP_REMOVED,
    "mfa/email/webauthn_added": Change.PASSKEY_ADDED,
    "mfa/email/webauthn_removed": Change.PASSKEY_REMOVED,
    "mfa/email/recovery_codes_generated": Change.CODES_RENEWED,
    "account/email/password_changed": Change.PASSWORD_CHANGED,
    "account/email/password_set": Change.PASSWORD_CHANGED,
    "account/email/password_reset": Change.PASSWORD_CHANGED,
}
"""The sign-in library's news that are worth a letter, by the library's name."""

_SAID: Final = {
    Change.APP_ADDED: gettext_lazy(
        "Um aplicativo de códigos foi posto na sua conta do Trato como segundo fator."
    ),
    Change.APP_REMOVED: gettext_lazy(
        "O aplicativo de códigos foi tirado da sua conta do Trato. Sem outro segundo fator, os "
        "códigos de recuperação também já não valem."
    ),
    Change.PASSKEY_ADDED: gettext_lazy("Uma chave de acesso foi posta na sua conta do Trato."),
    Change.PASSKEY_REMOVED: gettext_lazy(
        "Uma chave de acesso foi tirada da sua conta do Trato. Sem outro segundo fator, os códigos "
        "de recuperação também já não valem."
    ),
    Change.CODES_RENEWED: gettext_lazy(
        "Códigos de recuperação novos foram feitos na sua conta do Trato. Os antigos já não valem."
    ),
    Change.PASSWORD_CHANGED: gettext_lazy(
        "A senha da sua conta do Trato foi trocada. As outras sessões abertas foram encerradas."
    ),
    Change.TAKEN_AWAY: gettext_lazy(
        "Quem administra o Trato na sua organização tirou o segundo fator da sua conta e encerrou "
        "as suas sessões. Entre com a senha e configure outro."
    ),
}


def tell_owner(request: HttpRequest, user: Any, change: Change) -> bool:
    """Put the letter down for the worker; return whether there is a way to send it.

    It is in the language that the account chose, not in that of the browser that made the change.
    """
    places = organisations.memberships(int(user.pk))
    if not settings.mail_from() or not places or not user.email:
        return False
    at = clock.now()
    with translation.override(language_of(int(user.pk)) or django_settings.LANGUAGE_CODE):
        subject, text = str(change.value), _text(request, change)
    with tenancy.within(places[0][0]):
        write_letter(to=user.email, subject=subject, text=text, expires_at=at + _GOOD_FOR, at=at)
    return True


def _text(request: HttpRequest, change: Change) -> str:
    when = date_format(timezone.localtime(clock.now()), "SHORT_DATETIME_FORMAT")
    parts = [
        _("Olá."),
        str(_SAID[change]),
        _("Quando: %(when)s, hora de Brasília.") % {"when": when},
    ]
    if change is Change.TAKEN_AWAY:
        parts.append(
            _(
                "Se você não pediu isso, fale agora com quem administra o Trato na sua organização "
                "e escolha outra senha: %(link)s"
            )
            % {"link": _link(request, "account_reset_password")}
        )
        return "\n\n".join(parts)
    parts.append(_("De onde: %(where)s.") % {"where": _where(request)})
    parts.append(_("Se foi você, não há nada a fazer."))
    parts.append(
        _(
            "Se não foi você, alguém entrou na sua conta. Faça isto agora:\n"
            "1. Escolha outra senha; as sessões abertas terminam: %(password)s\n"
            "2. Em Minha conta, tire o que não é seu e configure de novo o que falta: %(account)s\n"
            "3. Avise quem administra o Trato na sua organização."
        )
        % {
            "password": _link(request, "account_reset_password"),
            "account": _link(request, "my_account"),
        }
    )
    return "\n\n".join(parts)


def _where(request: HttpRequest) -> str:
    device = device_of(request.META.get("HTTP_USER_AGENT", ""))
    network = masked_address(request.META.get("REMOTE_ADDR", ""))
    return ", ".join(one for one in (device, network) if one) or _("não se sabe")


def _link(request: HttpRequest, name: str) -> str:
    return request.build_absolute_uri(reverse(name))
