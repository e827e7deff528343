"""What a flow's text may name in braces, and who may read it."""

import re
from collections.abc import Mapping
from string import Formatter

OPEN = frozenset(
    {
        "empresa",
        "primeiro_nome",
        "contato_privacidade",
        "espera",
        "horario_humano",
        "boas_vindas",
        "menu_texto",
        "escolha",
    }
)
"""May be said to anyone."""

GUARDED = frozenset(
    {
        "credor",
        "credor_documento",
        "credor_endereco",
        "credor_linha",
        "dividas",
        "extrato",
        "partes",
        "total",
        "proposta",
        "ficha",
        "validade",
        "promessa_valor",
        "promessa_data",
        "pix_valor",
        "pix_data",
        "motivo_recusa",
        "total_a_vista",
        "valor",
        "data_hora",
        "proxima_parcela",
        "copia_e_cola",
    }
)
"""Speak of the debt: only to the verified debtor."""


class MissingValue(KeyError):
    """A text names something that is not known now. The message must not leave."""


def names_in(text: str) -> tuple[str, ...]:
    """Return the placeholders of a text, in order. A broken brace is itself a name."""
    try:
        parsed = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    except ValueError:
        return ("{",)
    return tuple(parsed)


def render(text: str, values: Mapping[str, str]) -> str:
    """Fill the placeholders of a text. Values are inserted as they are, never formatted again.

    Raises:
        MissingValue: a named value is absent or empty.
    """

    def fill(match: re.Match[str]) -> str:
        value = values.get(match[1])
        if not value:
            raise MissingValue(match[1])
        return value

    return re.sub(r"\{(\w*)\}", fill, text)
