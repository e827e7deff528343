"""What a text says, found by pattern: debt words, amounts, keys, menaces. Pure, no facts, no law.

The rules decide what a finding means. Everything is matched on folded text: lower case, no
accents, no invisible characters, with letters spaced out or swapped for digits read as words.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_INVISIBLE = re.compile(
    "[\u0300-\u036f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]+"
)
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
# Cyrillic and Greek letters that look Latin; a debt word in disguise is still a debt word.
_LOOKALIKES: Final = str.maketrans(
    "аеорсухіјѕԁԛвкмнтАЕОРСУХІЈЅВКМНТαοεικνρτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdqbkmhtaeopcyxijsbkmhtaoeikvptyxabezhikmnoptyx",
)
_LOOKALIKE = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_SPLIT_WORD = re.compile(r"(?<![a-z0-9])[a-z0-9@$](?:[ .\-_*|/]{1,2}[a-z0-9@$]){3,}(?![a-z0-9])")
_BROKEN_WORD = re.compile(r"[a-z][.\-_*|'·]+(?=[a-z])")
_LEET_WORD = re.compile(
    r"(?<![a-z0-9])(?=[0134578@$!]*[a-z])(?=[a-z]*[0134578@$!])[a-z0134578@$!]{4,}"
)
_LEET_HINT = re.compile(r"[a-z][0134578@!]|[0134578@!][a-z]|[a-z]\$[a-z]")
_LEET_SIGN = re.compile(r"[0134578@$!]")
_LEET: Final = str.maketrans("013457@8$!", "oieastabsi")
_JOINERS = re.compile(r"[ .\-_*|/']+")
_BLANKS = re.compile(r"[ \t\r\f\v]{2,}")


def fold(text: str) -> str:
    """Return the text in lower-case ASCII: no accents, no invisible or look-alike characters."""
    if text.isascii():
        return text.lower()
    if _LOOKALIKE.search(text):
        text = text.translate(_LOOKALIKES)
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKD", text))
    if not plain.isascii():
        plain = _FOREIGN.sub(" ", plain)
    return plain.lower()


def _unmasked(folded: str) -> str:
    """Return the words of a folded text that were spaced out, broken up or written with digits."""
    found = [_JOINERS.sub("", m.group()) for m in _SPLIT_WORD.finditer(folded)]
    if _BROKEN_WORD.search(folded):
        found.append(_BROKEN_WORD.sub(lambda m: m.group()[0], folded))
    extra = " ".join(found)
    both = f"{folded} {extra}" if extra else folded
    if _LEET_SIGN.search(both) and _LEET_HINT.search(both):
        found.extend(m.group().translate(_LEET) for m in _LEET_WORD.finditer(both))
    return " ".join(found)


_DEBT = re.compile(
    r"\b(?:divid(?:a|as|ocas?)|debitos?|endividad\w*|cobranc\w*|cobrad[oa]r?\w*|cobrar\w*|"
    r"devedor\w*|devendo|deve(?:mos|u)? (?:a|o|para|pra)\b|inadimpl\w*|atras(?:o|os|ad[oa]s?|ou)|"
    r"(?:em|valor(?:es)?|saldo|conta|titulo)s? (?:em )?abert[oa]s?|em aberto|pendencias?|"
    r"pendente (?:de|no)|parcel(?:a|as|ad[oa]s?|ar|amento\w*)|prestac(?:ao|oes)|faturas?|boletos?|"
    r"vencid[oa]s?|vencimentos?|venceu|venceram|negativa(?:cao|d[oa]s?|r)|serasa|spc|scpc|"
    r"boa vista scpc|protest(?:o|ad[oa]s?|ar)|contratos?|emprestimos?|financiamentos?|consignados?|"
    r"cheque especial|cartao de credito|credito|credor\w*|refinanc\w*|renegoc\w*|negoci\w*|"
    r"(?<!de )acordos?(?! com a lei)|quit(?:ar|acao|ad[oa]s?|e|em)|juros|multas?|encargos?|"
    r"saldo(?: devedor)?|nome sujo|limpar (?:o |seu )?nome|nome limpo|pag(?:amentos?|ar|ue|uem|"
    r"aveis)|"
    r"pix|mensalidades?|carnes?|descontos?|abatimentos?|a vista|entrada de|"
    r"valor(?:es)? (?:de|do|da|dos|das|total|em|devid\w*|atualizad\w*|original|pendente\w*|a)|"
    r"quantia|montante|r ?\$|reais|regulariz\w*|inadimplente|execucao|precator\w*|"
    r"taxa de juros|alienac\w*|busca e apreensao|tarifas?|anuidades?|aluguel atrasado)(?![a-z])"
)
_AMOUNT = re.compile(
    r"(?:\br ?\$|\bbrl|\$) *(?P<marked>\d[\d.]*(?:,\d{1,2})?)"
    r"|(?<![\d,./-])(?P<plain>\d{1,3}(?:\.\d{3})+,\d{2}|\d+,\d{2})(?![\d,%/])(?! ?%)"
    r"|(?<![\d,./-])(?P<spoken>\d[\d.]*(?:,\d{1,2})?) *(?P<mil>mil )? *(?:de )?reais\b"
)
_DISCOUNT = re.compile(
    r"\bdescont(?:o|os|ar|ad[oa]s?)\b|\babatimentos?\b|\bpromoc(?:ao|oes|ional)\b|\boferta\w*|"
    r"\bcondic(?:ao|oes) (?:especia\w+|imperdive\w+|unica\w*)|\bquite com\b|\b\d{1,3} ?% (?:off|"
    r"de desc)|"
    r"\bpropostas? (?:especia|exclusiv)\w+|\bvantage(?:m|ns)\b|\bimperdive\w+|\bfeirao\b|"
    r"\bcashback\b|"
    r"\bbrindes?\b|\bisenc(?:ao|oes) de (?:juros|multa)\b|\bsem juros\b"
)
_DEMAND = re.compile(
    r"\bpague(?:m|-?se|-?o|-?a)?\b|\bquite(?:m|-?[oa])?\b|\bregularize\w*|\bliquide\b|"
    r"\bacerte (?:seu|sua|o|a)\b|"
    r"\b(?:efetue|realize|faca|efetuar|realizar|fazer) (?:o|seu|um|esse|este)? ?(?:pagamento|pix|"
    r"deposito)\b|"
    r"\b(?:clique|toque|acesse)\b[^.!?\n]{0,40}\bpag(?:ar|amento|ue)\b|\bcopia e cola\b|"
    r"\bprecisa(?:mos)? (?:que voce )?pag\w+|\bdeposite\b|\btransfira\b|"
    r"\b(?:voce|senhora?|sr a?) (?:ainda )?deve\b|\bvalor devido\b|\bpagar (?:agora|hoje|ja)\b"
)
_BR_CODE = re.compile(r"000201\d{2}[ -~]{20,}?6304[0-9a-f]{4}|br\.gov\.bcb\.(?:pix|brcode)")
_DIGITABLE_LINE = re.compile(
    r"(?<!\d)\d{5}[. ]?\d{5}[. ]?\d{5}[. ]?\d{6}[. ]?\d{5}[. ]?\d{6}[. ]?\d[. ]?\d{14}(?!\d)"
)
_EVP = re.compile(
    r"(?<![0-9a-f])[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?![0-9a-f])"
)
_EMAIL = re.compile(r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_CNPJ = re.compile(
    r"(?<![\w])(?=[^\s]*\d)[0-9a-z]{2}\.?[0-9a-z]{3}\.?[0-9a-z]{3}/?[0-9a-z]{4}-?\d{2}(?![\w])"
)
_CNPJ_SHAPE = re.compile(r"[0-9a-z]{2}\.[0-9a-z]{3}\.[0-9a-z]{3}/|\d{8}/?\d{4}")
_CPF = re.compile(r"(?<![\d])\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?![\d])")
_PHONE = re.compile(r"(?<![\d.,/-])(?:\+?55[ -]?)?\(?\d{2}\)?[ -]?9?\d{4}[ -]?\d{4}(?![\d/])")
_TRANSFER = re.compile(
    r"\bpix\b|\bchave\w*|\btransf(?:ir|ira|erencia)\w*|\bdeposit\w*|\bpag(?:ue|ar|amento)\b|"
    r"\bmand(?:e|a|ar) (?:o|um)? ?(?:valor|dinheiro)"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that was found, and the family that looked for it."""

    family: str
    phrase: str


@dataclass(frozen=True, slots=True)
class PixKey:
    """Something in a text to which money could be sent; `value` has no punctuation."""

    kind: str
    value: str


_ARREST = (
    r"\b(?:pres[oa]s?|prisao|cadeia|algemad\w*|xadrez|delegaci\w+|delegad[oa]|policia\w*|camburao|"
    r"boletim de ocorrencia|estelionat\w+|crime|criminos[oa]s?|criminalmente)\b"
)
_MENACE = (
    r"\b(?:ameac\w+|vamos (?:ate|na|bater na) (?:a )?sua (?:casa|porta|residencia)|"
    r"(?:mandar|enviar) alguem (?:ai|na sua)|voce (?:vai|ira) (?:se arrepender|ver|pagar caro)|"
    r"ou (?:voce )?paga ou|sabemos onde (?:voce )?(?:mora|trabalha)|sofrera (?:as )?consequencias|"
    r"evite (?:as |maiores )?(?:consequencias|transtornos|constrangimentos|problemas)|"
    r"sob pena de|penhor(?:a|ar|ad[oa]s?)\b|tomar (?:seus|os seus) bens|bloque(?:io|ar|"
    r"aremos) (?:de |da |das |sua |suas |seus )?(?:conta|bens|salario)\w*|"
    r"oficial de justica|perder (?:sua|seu|a|o) (?:casa|carro|emprego|moto)|cortar (?:sua|"
    r"seu) (?:luz|agua|beneficio))"
)
_RIDICULE = (
    r"\b(?:caloteir\w+|calote|sem[- ]?vergonha|vergonh\w+|safad\w+|pilantra\w*|vagabund\w+|"
    r"malandr\w+|trambiqueir\w+|golpista|ladra[o]?\b|ladroes|picareta|mau pagador|ma pagadora|"
    r"irresponsave\w+|desonest\w+|idiota\w*|burr[oa]s?\b|otari\w+|imbecil|imbecis|mentiros\w+|"
    r"cara de pau|fracassad\w+|lixo|palhac\w+|nome sujo|sujar (?:o )?(?:seu )?nome)"
)
_FALSE_URGENCY = (
    r"\b(?:ultim[oa]s? (?:chances?|oportunidades?|avisos?|dias?|horas?|notificac\w+|alerta|prazo)|"
    r"(?:so|somente|apenas|ate) (?:ainda )?hoje\b(?! (?:nao|cedo))|(?:so|somente|"
    r"apenas) (?:nas? )?proximas? \d* ?horas?|"
    r"agora ou nunca|imediatamente|urgent\w*|urgencia|nao perca (?:tempo|essa|esta)|corra\b|"
    r"tempo esta (?:se )?(?:acabando|esgotando)|expira (?:em|hoje)|acao imediata|"
    r"em \d+ ?(?:horas?|h|minutos?) (?:sera|voce|seu))"
)
_FAKE_LAWSUIT = (
    r"\b(?:process(?:o|ad[oa]|ar|aremos) (?:judicia\w+|aberto|em andamento|contra (?:voce|"
    r"o senhor|a senhora)|civel)|"
    r"(?:sera|vai ser|esta sendo|foi) (?:processad|intimad|citad|executad|acionad|protestad|"
    r"negativad)[oa]|"
    r"intimac(?:ao|oes)|mandado|citacao judicial|acao (?:judicial|de execucao|de cobranca)|"
    r"execucao (?:judicial|fiscal|forcada)|ajuiza\w+|juiz(?:ado|a)?\b|tribuna(?:l|is)|forum|"
    r"notificacao (?:judicial|extrajudicial)|(?:medidas|providencias|vias|cobranca|"
    r"via) (?:judicia\w+|legais|cabiveis)|"
    r"departamento juridico|setor juridico|vara civel|(?:vamos|iremos) (?:negativar|protestar|"
    r"processar)|"
    r"(?:sera|vai ser) (?:enviado|incluido|inscrito)\b[^.!?\n]{0,30}\b(?:serasa|spc|scpc|"
    r"cartorio|protesto)|"
    r"negativaremos|protestaremos|processaremos)"
)
_THIRD_PARTIES = (
    r"\b(?:avisar|contar|informar|avisaremos|falar|falaremos|comunicar|comunicaremos|ligar|"
    r"ligaremos|expor|exporemos|divulgar|divulgaremos|cobrar|cobraremos|procurar|procuraremos)"
    r"\b[^.!?\n]{0,40}\b(?:famili\w+|vizinh\w+|chefe|patra[o]?|empregador\w*|empresa (?:em que|"
    r"onde)|seu trabalho|esposa|esposo|marido|mulher|mae|pai|filh[oa]s?|parentes?|amig[oa]s|"
    r"redes sociais|colegas?|conhecidos)\b"
    r"|\b(?:lista|quadro|mural) (?:negr[oa]|de (?:devedores|caloteiros|inadimplentes))|"
    r"\bexpor (?:voce|seu nome|sua)"
)
_WAIVER = (
    r"\b(?:desist\w+|retir(?:e|ar|ada)|abrir mao|renunci\w+|cancel(?:e|ar)) (?:d[aeo]s? |a |o |"
    r"sua |seu |uma )*(?:sua |seu )?"
    r"(?:acao|processo|reclamac\w+|procon|queixa|direitos?)\b|\bhonorarios (?:do|"
    r"de) advogad\w+ (?:por|ficam|sao) (?:sua|seu|por sua) conta"
)
_CREDIT_PRESSURE = (
    r"\b(?:(?:pegue|faca|contrate|tome|solicite|peca)\b[^.!?\n]{0,25}\b(?:emprestimo|credito|"
    r"consignado|financiamento)|"
    r"pe(?:ca|gue) (?:dinheiro )?emprestado|dinheiro na hora|credito (?:aprovado|liberado|"
    r"facil) (?:na hora|para voce)|"
    r"use o limite do (?:cartao|cheque))"
)

FORBIDDEN_FAMILIES: Final[dict[str, re.Pattern[str]]] = {
    "arrest": re.compile(_ARREST),
    "menace": re.compile(_MENACE),
    "ridicule": re.compile(_RIDICULE),
    "false_urgency": re.compile(_FALSE_URGENCY),
    "fake_lawsuit": re.compile(_FAKE_LAWSUIT),
    "third_parties": re.compile(_THIRD_PARTIES),
    "waiver": re.compile(_WAIVER),
    "credit_pressure": re.compile(_CREDIT_PRESSURE),
}
_SENSITIVE = re.compile(
    r"\b(?:cancer|hiv|aids|depress(?:ao|iv[oa])|gravid\w+|gestante|quimioterapia|doenca\w*|"
    r"deficienci\w+|"
    r"diabet\w+|psiquiatr\w+|transtorno (?:mental|bipolar)|dependente quimic[oa]|alcoolatra|"
    r"evangelic\w+|catolic[oa]s?|umband\w+|candomble|sua (?:igreja|religiao|fe)|sindicat\w+|"
    r"sindicalizad\w+|"
    r"homossexual|gay|lesbica|transexual|partido politico|raca negra|etnia)\b"
)
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

_AUTOMATED = re.compile(r"\b(?:automati\w+|virtual|robo|bot|chatbot|inteligencia artificial)\b")
_STOP_WAY = re.compile(
    r"\b(?:parar|pare|sair|stop|descadastr\w+|nao (?:quero )?receber|cancelar (?:o )?(?:envio|"
    r"recebimento))\b"
)
_HUMAN_WAY = re.compile(
    r"\b(?:atendente|humano|humana|uma pessoa|pessoa da equipe|alguem da equipe|nossa equipe|"
    r"consultor\w*|especialista)\b"
)
_PRESCRIBED = re.compile(r"\bprescri(?:t[oa]s?|cao)\b")
_VOLUNTARY = re.compile(
    r"\bvoluntari\w+|\bnao (?:ha|e) (?:obrigac\w+|obrigatori\w+)|\bsem obrigacao"
)


STARTS = re.compile(r"\b[a-z$][a-z]{0,2}")


def _starts(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A word pattern can only match where some word begins with one of these (at most) three letters.
# Looking the beginnings up first keeps neutral texts, by far the most, away from the patterns.
GATES: Final[dict[str, tuple[re.Pattern[str], frozenset[str]]]] = {
    "debt": (
        _DEBT,
        _starts(
            "div deb end cob dev ina atr em val sal con tit pen par pre fat bol ven neg ser spc s"
            "cp "
            "boa pro emp fin che car cre ref ren aco qui jur mul enc nom lim pag pix men des aba a "
            "ent qua mon r rea reg exe tax ali bus tar anu alu"
        ),
    ),
    "demand": (
        _DEMAND,
        _starts("pag qui reg liq ace efe rea faz fac cli toc cop pre dep tra voc sen sr val"),
    ),
    "arrest": (
        FORBIDDEN_FAMILIES["arrest"],
        _starts("pre pri cad alg xad del pol cam bol est cri"),
    ),
    "menace": (
        FORBIDDEN_FAMILIES["menace"],
        _starts("ame vam man env voc ou sab sof evi sob pen tom blo ofi per cor"),
    ),
    "ridicule": (
        FORBIDDEN_FAMILIES["ridicule"],
        _starts(
            "cal sem ver saf pil vag mal tra gol lad pic mau ma irr des idi bur ota imb men car f"
            "ra "
            "lix pal nom suj"
        ),
    ),
    "false_urgency": (
        FORBIDDEN_FAMILIES["false_urgency"],
        _starts("ult so som ape ate ago ime urg nao cor tem exp aca em"),
    ),
    "fake_lawsuit": (
        FORBIDDEN_FAMILIES["fake_lawsuit"],
        _starts(
            "pro ser vai est foi int man cit aca aco exe aju jui tri for not med via cob dep set "
            "var "
            "vam ire neg"
        ),
    ),
    "third_parties": (
        FORBIDDEN_FAMILIES["third_parties"],
        _starts("avi con inf fal com lig exp div cob pro lis qua mur"),
    ),
    "waiver": (FORBIDDEN_FAMILIES["waiver"], _starts("des ret abr ren can hon")),
    "credit_pressure": (
        FORBIDDEN_FAMILIES["credit_pressure"],
        _starts("peg fac con tom sol pec din cre use"),
    ),
    "sensitive": (
        _SENSITIVE,
        _starts(
            "can hiv aid dep gra ges qui doe def dia psi tra alc eva cat umb sua sin hom gay les "
            "par "
            "rac etn"
        ),
    ),
}
_ASKED_STARTS: Final = _starts("cpf cnp rg ide num car sen cvv cod pin tok dad age con cha")
_DIGIT = re.compile(r"\d")


def _may_match(name: str, starts: frozenset[str]) -> bool:
    return not starts.isdisjoint(GATES[name][1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything the rules may want to know of one text."""

    folded: str
    debt_words: tuple[str, ...]
    masks_debt_words: bool
    amounts: tuple[int, ...]
    has_discount: bool
    demands_payment: bool
    forbidden: tuple[Phrase, ...]
    asked: tuple[str, ...]
    keys: tuple[PixKey, ...]
    has_payment_code: bool
    sensitive: tuple[str, ...]

    @property
    def reveals_debt(self) -> bool:
        """Whether a stranger who read it would learn that money is owed."""
        return bool(self.debt_words or self.amounts or self.has_payment_code)


def _cents(raw: str) -> int:
    whole, _, cents = raw.rstrip(".,").partition(",")
    return int(whole.replace(".", "") or "0") * 100 + int(cents.ljust(2, "0") or "0")


def amounts_in(folded: str) -> tuple[int, ...]:
    """Return the amounts a folded text states, in cents, in order."""
    found = []
    for match in _AMOUNT.finditer(folded):
        raw = match["marked"] or match["plain"] or match["spoken"]
        found.append(_cents(raw) * (1000 if match["mil"] else 1))
    return tuple(found)


def _words(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.group().strip() for m in pattern.finditer(text)))


def debt_words_in(folded: str) -> tuple[str, ...]:
    """Return the words of a folded text that speak of debt or payment, each once."""
    return _words(_DEBT, folded)


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
    for match in _BARE_ASK.finditer(folded):
        if not (_PARTIAL.search(match["before"]) or _NEVER.search(match["before"])):
            asked.append("cpf")
    return tuple(dict.fromkeys(asked))


def _alphanumeric(raw: str) -> str:
    return "".join(c for c in raw if c.isalnum())


def keys_in(folded: str) -> tuple[PixKey, ...]:
    """Return what could be a Pix key. E-mail and phone count only where money is spoken of."""
    rest = _DIGITABLE_LINE.sub(" ", _BR_CODE.sub(" ", folded))
    found = [PixKey("evp", _alphanumeric(m.group())) for m in _EVP.finditer(rest)]
    rest = _EVP.sub(" ", rest)
    if _CNPJ_SHAPE.search(rest):
        found += [PixKey("cnpj", _alphanumeric(m.group())) for m in _CNPJ.finditer(rest)]
        rest = _CNPJ.sub(" ", rest)
    cpfs = list(_CPF.finditer(rest))
    money = _TRANSFER.search(rest) is not None
    # Eleven bare digits may be a CPF or a mobile number: a key either way once money is spoken of.
    found += [
        PixKey("cpf", _alphanumeric(m.group())) for m in cpfs if money or not m.group().isdigit()
    ]
    if money:
        rest = _CPF.sub(" ", rest)
        found += [PixKey("email", m.group()) for m in _EMAIL.finditer(rest)]
        found += [PixKey("phone", _alphanumeric(m.group())) for m in _PHONE.finditer(rest)]
    return tuple(dict.fromkeys(found))


def says_automated(folded: str) -> bool:
    """Whether the text says that a machine is speaking."""
    return _AUTOMATED.search(folded) is not None


def offers_stop(folded: str) -> bool:
    """Whether the text says how to stop the messages."""
    return _STOP_WAY.search(folded) is not None


def offers_human(folded: str) -> bool:
    """Whether the text says that a human can be had."""
    return _HUMAN_WAY.search(folded) is not None


def discloses_prescription(folded: str) -> bool:
    """Whether the text says that the debt is time-barred and payment voluntary."""
    return _PRESCRIBED.search(folded) is not None and _VOLUNTARY.search(folded) is not None


def without(folded: str, name: str) -> str:
    """Return the folded text without a name of several words, wherever it stands as words.

    A one-word name that is itself a debt word stays: it would hide the word everywhere else.
    """
    own = fold(name).strip()
    if not own or _DEBT.fullmatch(own):
        return folded
    return re.sub(rf"(?<!\w){re.escape(own)}(?!\w)", " ", folded)


def _forbidden(whole: str, starts: frozenset[str]) -> tuple[Phrase, ...]:
    found: list[Phrase] = []
    for name, pattern in FORBIDDEN_FAMILIES.items():
        if not starts.isdisjoint(GATES[name][1]):
            found += [Phrase(name, m.group().strip()) for m in pattern.finditer(whole)]
    return tuple(found)


def _codes_and_keys(folded: str) -> tuple[bool, bool, tuple[PixKey, ...]]:
    """Return whether a Pix code, or any payment code, stands in the text, and the keys in it."""
    if "@" not in folded and _DIGIT.search(folded) is None:
        # Keys and codes have digits, all but e-mail; a code's domain alone is a code too.
        return "br.gov.bcb" in folded, False, ()
    pix = _BR_CODE.search(folded) is not None
    return pix, pix or _DIGITABLE_LINE.search(folded) is not None, keys_in(folded)


def inspect(text: str) -> Findings:
    """Find everything at once; the text is folded once and most patterns are never run."""
    folded = _BLANKS.sub(" ", fold(text))
    extra = _unmasked(folded)
    whole = f"{folded} | {extra}" if extra else folded
    starts = frozenset(STARTS.findall(whole))
    pix_code, payment_code, keys = _codes_and_keys(folded)
    debt_words = debt_words_in(whole) if _may_match("debt", starts) else ()
    return Findings(
        folded=folded,
        debt_words=debt_words,
        masks_debt_words=bool(extra and set(debt_words_in(extra)) - set(debt_words_in(folded))),
        amounts=amounts_in(folded) if _DIGIT.search(folded) else (),
        has_discount=_DISCOUNT.search(whole) is not None,
        demands_payment=pix_code
        or (_may_match("demand", starts) and _DEMAND.search(whole) is not None),
        forbidden=_forbidden(whole, starts),
        asked=() if starts.isdisjoint(_ASKED_STARTS) else identifiers_asked_in(folded),
        keys=keys,
        has_payment_code=pix_code or payment_code,
        sensitive=_words(_SENSITIVE, whole) if _may_match("sensitive", starts) else (),
    )
