"""Which families of patterns a text can match at all, told by the beginnings of its words. Pure.

Every phrase of a family holds a word that begins with one of the family's stems (with `|` after it:
that is the stem). Looking the words up first keeps neutral texts, by far the most, away from the
patterns. A property test makes phrases of every pattern and sees that none slips past.
"""

import re
from typing import Final

from trato.door.policy import asking, money, vocabulary
from trato.door.policy.forbidden import FORBIDDEN_FAMILIES
from trato.door.policy.kept import Kept

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
    "asks": (
        "inform envi digit mand pass confirm qual| quais| diga| dizer| preciso| precisamos| me| "
        "fornec escrev compartilh coloque| insira| responda| pode|"
    ),
    "automated": "automati virtual| robo| bot| chatbot| inteligencia|",
    "stop": "parar| pare| sair| stop| descadastr nao| cancelar|",
    "human": "atendente| humano| humana| uma| pessoa| alguem| nossa| consultor especialista|",
    "pays": "pix| chave transf deposit pag mand",
    "sensitive": (
        "cancer hiv aids depress gravid gestante quimioterapia doenca deficienci diabet "
        "psiquiatr transtorno| quimic alcoolatra evangelic catolic umband candomble igreja "
        "religiao fe| sindica homossexual gay lesbica transexual politico raca| etnia"
    ),
    "arrest": (
        "preso presa prisao cadeia algemad xadrez delegaci delegad policia camburao ocorrencia "
        "estelionat crime crimin prend detid detenc"
    ),
    "menace": (
        "ameac casa porta residencia alguem vai| ira| paga| sabemos| sofrera| evite| pena| "
        "penhor tomar| bloque oficial| perder| cortar|"
    ),
    "violence": (
        "mata mato| bate bato| quebr arrebent pega pego| acabar| apanhar| surra arrepender| "
        "ferrar| mal| sofrer| chorar| ver| caro| ruim| onde| casa porta residencia problema "
        "encrenca carro| moto| bens| veiculo| apartamento| televisao| celular| geladeira| coisas| "
        "bloque penhorad confiscad cortad tomad salario benefici bolsa aposentad luz| agua| "
        "internet| tudo| nada|"
    ),
    "ridicule": (
        "calote vergonh semvergonha safad pilantra vagabund malandr trambiqueir golpista ladra "
        "ladro picareta mau| ma| irresponsave desonest idiota burro burra otari imbeci mentiros "
        "cara| fracassad lixo palhac sujo sujar| bandid trouxa piada| vira| roubando| roubo|"
    ),
    "false_urgency": (
        "ultim hoje| hora nunca agora| ja| imediata urgen perca| corra| acabando esgotando expira| "
        "h| minuto"
    ),
    "fake_lawsuit": (
        "process intimad citad executad acionad protest negativa intimac mandado citacao| acao| "
        "execucao| ajuiza juiz tribuna forum notificacao| judicia legais cabiveis juridico "
        "civel enviado| incluido| inscrito| negativar| protestar| acionar| justica| serasa spc "
        "scpc cartorio|"
    ),
    "third_parties": (
        "famili vizinh chefe| patra| patrao| empregador empresa| trabalho| esposa| esposo| "
        "marido| mulher| mae| pai| filho filha parente amigo amiga sociais| colega conhecidos| "
        "lista| quadro| mural| expor| facebook face| insta grupo status| social| internet| "
        "vizinhanca|"
    ),
    "waiver": "acao| processo| reclamac procon| queixa| direito honorarios|",
    "credit_pressure": (
        "pegue| faca| contrate| tome| solicite| peca| emprestado dinheiro aprovado| liberado| "
        "facil| limite| venda|"
    ),
}
PATTERNS: Final = {
    "debt": (vocabulary.DEBT,),
    "discount": (vocabulary.DISCOUNT,),
    "demand": (vocabulary.DEMAND,),
    "asked": asking.PATTERNS,
    "asks": asking.PATTERNS[:1],
    "pays": money.PATTERNS,
    "automated": (vocabulary.AUTOMATED,),
    "stop": (vocabulary.STOP_WAY,),
    "human": (vocabulary.HUMAN_WAY,),
    "sensitive": (vocabulary.SENSITIVE,),
    **{name: (pattern,) for name, pattern in FORBIDDEN_FAMILIES.items()},
}
BIT: Final = {name: 1 << place for place, name in enumerate(STEMS)}
FORBIDDEN_BITS: Final = sum(BIT[name] for name in FORBIDDEN_FAMILIES)
LONE, SURELY_DEBT, SURELY_PAYS = (1 << (len(BIT) + place) for place in range(3))
"""A word of one letter; one that speaks of debt, or of sending money, whatever stands around it."""
FREE: Final = len(BIT) + 3
"""The first place of a bit that is not a word's."""


def _by_stem() -> dict[str, int]:
    found: dict[str, int] = {}
    for name, stems in STEMS.items():
        for stem in stems.split():
            found[stem] = found.get(stem, 0) | BIT[name]
    return found


_BY_STEM: Final = _by_stem()
_LETTERS_ONLY: Final = bytes(c if 97 <= c <= 122 else 32 for c in range(256))
_BESIDE: Final = bytes.maketrans(b"bcdefghijklmnopqrstuvwxyz012345678_", b"a" * 25 + b"9" * 10)
_TELLING: Final = 2
"""So many letters of a word tell how long the stems can be that it begins with, mostly none."""

# Single words, no texts; a few thousand make up nearly all that is ever said.
_WORDS_KEPT: Final = 8192


def _lengths() -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for stem in _BY_STEM:
        if not stem.endswith("|"):
            found.setdefault(stem[:_TELLING], set()).add(len(stem))
    return {beginning: tuple(sorted(lengths)) for beginning, lengths in found.items()}


_LENGTHS: Final = _lengths()


def _stands_everywhere(pattern: re.Pattern[str], word: str) -> bool:
    """Whether a word matches by itself, even between the words that some look around for."""
    around = "de ", " com a lei"
    found = pattern.match(word.join(around), len(around[0]))
    return found is not None and found.end() == len(around[0]) + len(word)


def _bits_of(word: bytes) -> int:
    plain = word.decode()
    bits = _BY_STEM.get(f"{plain}|", 0)
    for length in _LENGTHS.get(plain[:_TELLING], ()):
        bits |= _BY_STEM.get(plain[:length], 0)
    if len(word) == 1:
        bits |= LONE
    if bits & BIT["debt"] and _stands_everywhere(vocabulary.DEBT, plain):
        bits |= SURELY_DEBT
    if bits & BIT["pays"] and _stands_everywhere(money.PATTERNS[0], plain):
        bits |= SURELY_PAYS
    return bits


_of_word: Final = Kept(_bits_of, _WORDS_KEPT).__getitem__


def families_in(folded: str) -> int:
    """Return the bits of the families that a folded text might match; the others it cannot."""
    return families_of(folded.encode())


def families_of(raw: bytes) -> int:
    """Return the same of a folded text's bytes."""
    families = 0
    for bits in set(map(_of_word, raw.translate(_LETTERS_ONLY).split())):
        families |= bits
    return families


def stands_alone(raw: bytes) -> bool:
    """Whether no letter of a folded text touches a digit, so that each word is one to a pattern."""
    beside = raw.translate(_BESIDE)
    return b"a9" not in beside and b"9a" not in beside
