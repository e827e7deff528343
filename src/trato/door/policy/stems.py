"""Which families of patterns a text can match at all, told by the beginnings of its words. Pure.

Every phrase of a family holds a word that begins with one of the family's stems (with `|` after it:
that is the stem). Looking the words up first keeps neutral texts, by far the most, away from the
patterns. A property test makes phrases of every pattern and sees that none slips past.
"""

from functools import lru_cache
from typing import Final

from trato.door.policy import asking, vocabulary
from trato.door.policy.forbidden import FORBIDDEN_FAMILIES

STEMS: Final = {
    "debt": (
        "divida dividoca debito endividad cobranc cobrad cobrar devedor devendo deve| devemos| "
        "deveu| inadimpl atraso atrasad atrasou abert pendencia pendente| parcela prestac "
        "fatura boleto vencid vencimento venceu venceram negativa serasa spc scpc protest "
        "contrato emprestimo financiamento consignado cheque| credito credor refinanc renegoc "
        "negoci acordo quita quite juros multa encargo saldo sujo limpar| limpo paga pague pix "
        "mensalidade carne desconto abatimento vista entrada| valor quantia montante r| reais "
        "regulariz execucao precator alienac apreensao tarifa anuidade"
    ),
    "discount": (
        "descont abatimento promoc oferta condic quite off desc especia exclusiv vantage "
        "imperdive feirao cashback brinde isenc sem|"
    ),
    "demand": (
        "pague quite regularize liquide| acerte| efetue| realize| faca| efetuar| realizar| "
        "fazer| clique| toque| acesse| cola| precisa deposite| transfira| deve| devido| pagar|"
    ),
    "asked": (
        "cpf cnpj rg| identidade cartao senha cvv seguranca pin| token bancari agencia numero| "
        "acesso"
    ),
    "sensitive": (
        "cancer hiv aids depress gravid gestante quimioterapia doenca deficienci diabet "
        "psiquiatr transtorno| quimic alcoolatra evangelic catolic umband candomble igreja "
        "religiao fe| sindica homossexual gay lesbica transexual politico raca| etnia"
    ),
    "arrest": (
        "preso presa prisao cadeia algemad xadrez delegaci delegad policia camburao ocorrencia "
        "estelionat crime crimin"
    ),
    "menace": (
        "ameac casa porta residencia alguem vai| ira| paga| sabemos| sofrera| evite| pena| "
        "penhor tomar| bloque oficial| perder| cortar|"
    ),
    "ridicule": (
        "calote vergonh semvergonha safad pilantra vagabund malandr trambiqueir golpista ladra "
        "ladro picareta mau| ma| irresponsave desonest idiota burro burra otari imbeci mentiros "
        "cara| fracassad lixo palhac sujo sujar|"
    ),
    "false_urgency": (
        "ultim hoje| hora nunca imediata urgen perca| corra| acabando esgotando expira| h| minuto"
    ),
    "fake_lawsuit": (
        "process intimad citad executad acionad protest negativa intimac mandado citacao| acao| "
        "execucao| ajuiza juiz tribuna forum notificacao| judicia legais cabiveis juridico "
        "civel enviado| incluido| inscrito|"
    ),
    "third_parties": (
        "famili vizinh chefe| patra| patrao| empregador empresa| trabalho| esposa| esposo| "
        "marido| mulher| mae| pai| filho filha parente amigo amiga sociais| colega conhecidos| "
        "lista| quadro| mural| expor|"
    ),
    "waiver": "acao| processo| reclamac procon| queixa| direito honorarios|",
    "credit_pressure": (
        "pegue| faca| contrate| tome| solicite| peca| emprestado dinheiro aprovado| liberado| "
        "facil| limite|"
    ),
}
PATTERNS: Final = {
    "debt": (vocabulary.DEBT,),
    "discount": (vocabulary.DISCOUNT,),
    "demand": (vocabulary.DEMAND,),
    "asked": asking.PATTERNS,
    "sensitive": (vocabulary.SENSITIVE,),
    **{name: (pattern,) for name, pattern in FORBIDDEN_FAMILIES.items()},
}
BIT: Final = {name: 1 << place for place, name in enumerate(STEMS)}
FORBIDDEN_BITS: Final = sum(BIT[name] for name in FORBIDDEN_FAMILIES)


def _by_stem() -> dict[str, int]:
    found: dict[str, int] = {}
    for name, stems in STEMS.items():
        for stem in stems.split():
            found[stem] = found.get(stem, 0) | BIT[name]
    return found


_BY_STEM: Final = _by_stem()
_LONGEST: Final = max(map(len, _BY_STEM))
_LETTERS_ONLY: Final = bytes(c if 97 <= c <= 122 else 32 for c in range(256))


# Single words, no texts; a few thousand make up nearly all that is ever said.
@lru_cache(maxsize=4096)
def _of_word(word: bytes) -> int:
    plain = word.decode()
    bits = _BY_STEM.get(f"{plain}|", 0)
    for length in range(1, min(len(plain), _LONGEST) + 1):
        bits |= _BY_STEM.get(plain[:length], 0)
    return bits


def families_in(folded: str) -> int:
    """Return the bits of the families that a folded text might match; the others it cannot."""
    bits = 0
    for word in folded.encode().translate(_LETTERS_ONLY).split():
        bits |= _of_word(word)
    return bits
