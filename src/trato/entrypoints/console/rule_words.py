"""What the rules say, in the reader's language.

Their words are recorded in Portuguese, hashed and journaled: they are turned only where they are
shown. Words that nobody knows any more, of an older rulebook, are shown as they are.
"""

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from trato.entrypoints.console.words import Words

# Where a rule's sentence has words of its own.
_GAP: Final = "%(what)s"
_PARTS: Final[dict[str, Words]] = {
    "valor original": _("valor original"),
    "multa": _("multa"),
    "juros": _("juros"),
    "correção": _("correção"),
    "desconto": _("desconto"),
}
# As they stand in a folded text: without accents, in small letters.
_ASKED: Final[dict[str, Words]] = {
    "cpf": "CPF",
    "cnpj": "CNPJ",
    "rg": "RG",
    "identidade": _("carteira de identidade"),
    "numero do cartao": _("número do cartão"),
    "numero do seu cartao": _("número do cartão"),
    "cartao": _("cartão"),
    "senha": _("senha"),
    "cvv": "CVV",
    "codigo de seguranca": _("código de segurança"),
    "pin": "PIN",
    "token": "token",
    "dados bancarios": _("dados bancários"),
    "agencia e conta": _("agência e conta"),
    "conta bancaria": _("conta bancária"),
    "numero da conta": _("número da conta"),
    "chave de acesso": _("chave de acesso"),
}
_KEYS: Final[dict[str, Words]] = {
    "cpf": "CPF",
    "cnpj": "CNPJ",
    "email": _("e-mail"),
    "phone": _("telefone"),
    "evp": _("chave aleatória"),
}


def _as_it_is(words: str) -> str:
    return words


def _each(names: Mapping[str, Words]) -> Callable[[str], str]:
    return lambda words: ", ".join(str(names.get(one, one)) for one in words.split(", "))


def _places(words: str) -> str:
    if words == "Brasil":
        return gettext("Brasil")
    one, both, other = words.partition(" e ")
    return gettext("%(one)s e %(other)s") % {"one": one, "other": other} if both else words


def _holidays(words: str) -> str:
    return "; ".join(gettext(one) for one in words.split("; ") if one)


_FILLED: Final[dict[str, Callable[[str], str]]] = {
    "Falta um fato que a regra precisa: %(what)s.": _as_it_is,
    "Falta dizer no texto: %(what)s.": _each(_PARTS),
    "O texto pede: %(what)s.": _each(_ASKED),
    "O texto traz chave de outro tipo: %(what)s.": _each(_KEYS),
    "O texto traz dado sensível: %(what)s.": _as_it_is,
    # Its quotes are fixed parts: an older rule's sentence may begin the same way without them.
    "O texto diz “%(what)s”.": _as_it_is,
    "Fora do horário permitido em %(what)s.": _places,
    "Hoje é feriado para a pessoa: %(what)s.": _holidays,
}


def in_readers_language(text: str) -> str | None:
    """Return a rule's recorded words in the reader's language, or None where nobody knows how."""
    if not text or (get_language() or "pt").startswith("pt"):
        return text
    words = gettext(text)
    return words if words != text else _filled(text)


def told(text: str) -> str:
    """Return a rule's recorded words in the reader's language if known in it, else as they are."""
    return in_readers_language(text) or text


def _filled(text: str) -> str | None:
    for sentence, turned in _FILLED.items():
        head, _gap, tail = sentence.partition(_GAP)
        what = text.removeprefix(head).removesuffix(tail)
        if what and text == f"{head}{what}{tail}":
            words = gettext(sentence)
            return words % {"what": turned(what)} if words != sentence else None
    return None
