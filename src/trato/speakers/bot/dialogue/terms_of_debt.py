"""Words that speak of a debt: none may be said to someone who is not verified as the debtor.

Law: CDC arts. 42 and 71 (V); the list is ours (D) and errs on the side of silence:
everything that the door would stop, and more.
"""

import re

from trato.door.policy import folding
from trato.door.policy import words as door
from trato.speakers.bot.dialogue.fold import fold, words

_STEMS = (
    "divid[ao]s?|endivida\\w*|debit\\w*|devedor\\w*|dev(e|o|ia|endo)|cobranca\\w*|cobra\\w*|"
    "atras\\w*|vencid\\w*|vencimento\\w*|parcela\\w*|acordos?|negocia\\w*|renegocia\\w*|"
    "boletos?|juros|multas?|encargos?|descontos?|contratos?|faturas?|paga\\w*|pague\\w*|pago|"
    "pix|quita\\w*|credor\\w*|inadimpl\\w*|emprestimos?|cartao|cartoes|financiament\\w*|"
    "saldos?|valor(es)?|propostas?|serasa|spc|negativa(d\\w*|cao)|protest\\w*|prestac\\w*|"
    "pendencias?|carne|execucao|penhora|calote\\w*|reais|nome sujo"
)
_WORD = re.compile(rf"\b(?:{_STEMS})\b")
_AMOUNT = re.compile(r"r\$ ?\d|\d{1,3}(?:\.\d{3})*,\d{2}\b")


def debt_words(text: str) -> tuple[str, ...]:
    """Return every word or amount in a text that gives a debt away, in order."""
    found = [m.group() for m in _WORD.finditer(words(text))]
    found += [*door.debt_words_in(folding.fold(text))]
    found += [m.group() for m in _AMOUNT.finditer(fold(text))]
    return tuple(found)
