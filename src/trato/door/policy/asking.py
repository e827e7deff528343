"""What a text asks the person for: whole identifiers and secrets. Pure, no law."""

import re

_ASKING = re.compile(
    r"\b(?:inform(?:e|ar|a)|envi(?:e|ar|a)|digit(?:e|ar|a)|mand(?:e|ar|a)|pass(?:e|ar|a)|"
    r"confirm(?:e|ar|a)|"
    r"qual|quais|diga|dizer|preciso|precisamos|me da|fornec\w+|escrev\w+|compartilh\w+|coloque|"
    r"insira|responda com|"
    r"pode (?:me )?(?:dar|falar|fala))\b(?P<between>[^.?!\n]{0,60}?)\b"
    r"(?P<what>cpf|cnpj|rg\b|identidade|numero do (?:seu )?cartao|cartao|senha|cvv|"
    r"codigo de seguranca|pin\b|token|"
    r"dados bancarios|agencia e conta|conta bancaria|numero da conta|"
    r"chave de acesso)(?P<after>[^.?!\n]{0,30})"
)
_BARE_ASK = re.compile(
    r"(?P<before>[^.?!\n]{0,50})\b(?:(?:seu |o )cpf ?\?|cpf (?:completo|inteiro)|11 (?:digitos|"
    r"numeros) do (?:seu )?cpf)"
)
_PARTIAL = re.compile(r"\b(?:ultim[oa]s|primeir[oa]s|finais|final|inicia(?:l|is)|digitos finais)\b")
_NEVER = re.compile(r"\b(?:nunca|nao|jamais|nem)\b")
_SECRET = ("senha", "cvv", "codigo de seguranca", "pin", "token")
_CPF_ASK = re.compile(
    r"\b(?:(?:seu |o )cpf ?\?|cpf (?:completo|inteiro)|11 (?:digitos|numeros) do (?:seu )?cpf)"
)
_BEFORE_MOST = 50
PATTERNS = (_ASKING, _BARE_ASK)


def may_ask(folded: str, asks: bool = True) -> bool:
    """Whether anything is asked for at all, if only to say that it is never asked.

    `asks` says whether there is any word of asking.
    """
    if asks and _ASKING.search(folded) is not None:
        return True
    return "cpf" in folded and _CPF_ASK.search(folded) is not None


def identifiers_asked_in(folded: str) -> tuple[str, ...]:
    """Return whole identifiers or secrets the text asks for; asking for last digits is fine."""
    asked: list[str] = []
    for match in _ASKING.finditer(folded):
        before = folded[max(0, match.start() - 30) : match.start()].rpartition(".")[2]
        if _NEVER.search(before) or _NEVER.search(match["between"]):
            continue
        what = match["what"].strip()
        around = match["between"] + match["after"]
        if what.startswith(_SECRET) or not _PARTIAL.search(around):
            asked.append(what)
    place = 0
    while bare := _CPF_ASK.search(folded, place):
        # Nothing before a place that asks can matter, but the words right before it.
        around_it = _BARE_ASK.search(folded, max(place, bare.start() - _BEFORE_MOST))
        if around_it is None:
            break
        if not (_PARTIAL.search(around_it["before"]) or _NEVER.search(around_it["before"])):
            asked.append("cpf")
        place = around_it.end()
    return tuple(dict.fromkeys(asked))
