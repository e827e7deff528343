"""Reads what an agent has composed, of whatever kind, out of the composer's form."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from trato.casework.conversations.read import ConversationLine
from trato.door.outbox.values import Attached, Button, Content, Place, Row
from trato.door.policy.values import Kind
from trato.speakers.desk import rules
from trato.speakers.desk.files import file_sayings
from trato.speakers.desk.reply import words
from trato.speakers.desk.say import Saying, Unsayable
from trato.speakers.desk.template import UnknownTemplate, template_saying

MODES = ("text", "template", "buttons", "list", "location")

PROBLEMS: dict[str, Any] = {
    "text": _("Escreva de 1 a 4.096 caracteres."),
    "short_text": _("O texto acima de botões ou lista tem de 1 a 1.024 caracteres."),
    "buttons": _("Ponha de 1 a 3 botões."),
    "button_title": _("Cada botão tem no máximo 20 caracteres."),
    "rows": _("A lista tem de 1 a 10 linhas."),
    "row_title": _("O título de cada linha tem no máximo 24 caracteres."),
    "row_description": _("A descrição de cada linha tem no máximo 72 caracteres."),
    "list_title": _("O botão que abre a lista tem de 1 a 20 caracteres."),
    "same_title": _("Dois títulos iguais: a resposta não diria qual foi escolhido."),
    "parameters": _("Preencha todos os campos do modelo (até 1.024 caracteres cada)."),
    "template": _("Escolha um modelo aprovado."),
    "place": _("Cole as coordenadas (-23.55, -46.63) ou o endereço do mapa que as contém."),
    "file": _("O anexo não está mais aqui. Anexe de novo."),
    "audio_caption": _("Áudio não leva legenda: envie o texto em outra mensagem."),
    "caption": _("A legenda tem no máximo 1.024 caracteres."),
}
_PAIR = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*[,;]\s*(-?\d{1,3}(?:\.\d+)?)")


def mode_of(form: QueryDict) -> str:
    """Return which kind of message is being composed."""
    mode = form.get("mode", "")
    return mode if mode in MODES else "text"


def composed(
    form: QueryDict, conversation: ConversationLine, files: tuple[Attached, ...] = ()
) -> tuple[Saying, ...]:
    """Return what the form says, in the order it is to be sent; files go with plain words.

    Raises:
        Unsayable: a part is missing or of no use; `PROBLEMS` has the words.
    """
    mode = mode_of(form)
    if mode == "text" and files:
        return file_sayings(_words(form), files)
    return (_READERS[mode](form, conversation),)


def _text(form: QueryDict, _: ConversationLine) -> Saying:
    return words(_words(form))


def _words(form: QueryDict) -> str:
    return form.get("text", "").strip()


def _template(form: QueryDict, conversation: ConversationLine) -> Saying:
    try:
        return template_saying(
            UUID(form.get("template", "")),
            tuple(form.getlist("p")),
            number_id=conversation.number_id,
        )
    except (ValueError, UnknownTemplate):
        raise Unsayable("template") from None


def _buttons(form: QueryDict, _: ConversationLine) -> Saying:
    titles = [title.strip() for title in form.getlist("button") if title.strip()]
    buttons = tuple(Button(id=f"desk:{n}", title=title) for n, title in enumerate(titles, start=1))
    return Saying(content=Content(kind=Kind.BUTTONS, text=_words(form), buttons=buttons))


def _list(form: QueryDict, _: ConversationLine) -> Saying:
    pairs = zip(form.getlist("row"), form.getlist("row_description"), strict=False)
    rows = tuple(
        Row(id=f"desk:{n}", title=title.strip(), description=description.strip())
        for n, (title, description) in enumerate(pairs, start=1)
        if title.strip()
    )
    title = form.get("list_title", "").strip()
    return Saying(content=Content(kind=Kind.LIST, text=_words(form), rows=rows, list_title=title))


def _location(form: QueryDict, _: ConversationLine) -> Saying:
    found = _PAIR.search(form.get("place", ""))
    if found is None:
        raise Unsayable("place")
    place = Place(
        latitude=float(found[1]),
        longitude=float(found[2]),
        name=form.get("place_name", "").strip()[: rules.PARAMETER_MAX],
        address=form.get("place_address", "").strip()[: rules.PARAMETER_MAX],
    )
    return Saying(content=Content(kind=Kind.LOCATION, place=place))


_READERS: dict[str, Callable[[QueryDict, ConversationLine], Saying]] = {
    "text": _text,
    "template": _template,
    "buttons": _buttons,
    "list": _list,
    "location": _location,
}
