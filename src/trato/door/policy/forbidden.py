"""The families of phrases that may never be said, as patterns. Pure, no law.

Matched on folded text only. `stems.py` keeps most texts away from them.
"""

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that was found, and the family that looked for it."""

    family: str
    phrase: str


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
