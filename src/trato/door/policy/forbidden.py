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
    r"boletim de ocorrencia|estelionat\w+|crime|criminos[oa]s?|criminalmente|"
    r"prender|prend(?:em|am|emos|eremos)|detid[oa]s?|detencao)\b"
)
_YOU = r"(?:voce|vc|ce|tu)"
_YOUR = r"(?:sua|seu|suas|seus|tua|teu|tuas|teus)"
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
# As it is said on the street.
_VIOLENCE = (
    r"\b(?:"
    r"te (?:matar|mato|bater|bato|quebrar|quebro|arrebentar|arrebento|pegar n\w+|pego n\w+)\b|"
    rf"(?:matar|bater em|acabar com) (?:{_YOU}\b|a {_YOUR} vida|{_YOUR} vida)|"
    rf"quebrar (?:a |o |as |os )?(?:{_YOUR} )?(?:cara|pernas?|dentes?|bracos?)\b|"
    r"(?:vai|vao) apanhar|(?:dar|levar|tomar) (?:uma )?surra|"
    rf"{_YOU} (?:vai|ira|vao) (?:se (?:arrepender|ferrar|dar mal)|sofrer|chorar|ver\b|pagar caro)|"
    rf"vai dar ruim (?:pra|para) {_YOU}\b|"
    rf"(?:sei|sabemos) (?:muito bem |bem )?onde (?:{_YOU} )?(?:mora|trabalha)|"
    r"(?:vou|irei|vamos|iremos) (?:ai |la |ate |mandar alguem )*(?:na|a|em|ate|pra|para) (?:a )?"
    r"(?:sua|tua) (?:casa|porta|residencia)|"
    rf"senao (?:{_YOU} )?(?:vai|ira) (?:ter|dar) (?:um )?(?:problemas?|ruim|encrenca)|"
    rf"(?:tomar|levar|pegar|buscar|apreender) (?:o |a |os |as )?{_YOUR} (?:carro|casa|moto|bens|"
    r"veiculo|apartamento|televisao|celular|geladeira|coisas)\b|"
    rf"{_YOUR} (?:salario|conta|beneficio|bens|aposentadoria)s? (?:vai|vao|ira|irao|sera|serao) "
    r"(?:ser )?(?:bloquead|penhorad|confiscad|cortad|tomad)\w+|"
    rf"(?:bloquear|cortar|tirar) (?:o |a )?{_YOUR} (?:salario|beneficio|bolsa|aposentadoria|luz|"
    r"agua|internet)|"
    r"vai (?:perder tudo|ficar sem nada))"
)
_RIDICULE = (
    r"\b(?:caloteir\w+|calote|sem[- ]?vergonha|vergonh\w+|safad\w+|pilantra\w*|vagabund\w+|"
    r"malandr\w+|trambiqueir\w+|golpista|ladra[o]?\b|ladroes|picareta|mau pagador|ma pagadora|"
    r"irresponsave\w+|desonest\w+|idiota\w*|burr[oa]s?\b|otari\w+|imbecil|imbecis|mentiros\w+|"
    r"cara de pau|fracassad\w+|lixo|palhac\w+|nome sujo|sujar (?:o )?(?:seu )?nome|bandid[oa]s?|"
    r"trouxas?|e uma piada|se vira\b|roubando (?:a gente|de nos|nossa)|isso e roubo)"
)
_FALSE_URGENCY = (
    r"\b(?:ultim[oa]s? (?:chances?|oportunidades?|avisos?|dias?|horas?|notificac\w+|alerta|prazo)|"
    r"(?:so|somente|apenas|ate) (?:ainda )?hoje\b(?! (?:nao|cedo))|(?:so|somente|"
    r"apenas) (?:nas? )?proximas? \d* ?horas?|"
    r"(?:agora|hoje) ou nunca|tem (?:que|de) pagar (?:agora|ja)\b|pague ja\b|"
    r"imediatamente|urgent\w*|urgencia|nao perca (?:tempo|essa|esta)|corra\b|"
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
    r"(?:vou|irei|vamos|iremos) (?:te|lhe) (?:negativar|protestar|processar|acionar)|"
    r"(?:botar|colocar|meter) (?:voce|vc|isso|o caso)? ?na justica|"
    r"(?:nome|cpf) (?:vai|ira) (?:pro|pra|para o|para a|ao|no) (?:serasa|spc|scpc|cartorio|"
    r"protesto)|"
    r"negativaremos|protestaremos|processaremos)"
)
_THIRD_PARTIES = (
    r"\b(?:avisar|contar|informar|avisaremos|falar|falaremos|comunicar|comunicaremos|ligar|"
    r"ligaremos|expor|exporemos|divulgar|divulgaremos|cobrar|cobraremos|procurar|procuraremos)"
    r"\b[^.!?\n]{0,40}\b(?:famili\w+|vizinh\w+|chefe|patra[o]?|empregador\w*|empresa (?:em que|"
    r"onde)|seu trabalho|esposa|esposo|marido|mulher|mae|pai|filh[oa]s?|parentes?|amig[oa]s|"
    r"redes sociais|colegas?|conhecidos)\b"
    r"|\b(?:lista|quadro|mural) (?:negr[oa]|de (?:devedores|caloteiros|inadimplentes))|"
    r"\b(?:expor (?:voce|vc|seu nome|sua)|te expor)\b|"
    rf"\b(?:postar|publicar|colocar|botar|divulgar|espalhar) (?:o |a )?(?:{_YOU}|{_YOUR} (?:nome|"
    r"foto|cara|divida))\b[^.!?\n]{0,20}\b(?:facebook|face|instagram|insta|grupos?|status|"
    r"redes? socia\w+|internet|vizinhanca)"
)
_WAIVER = (
    r"\b(?:desist\w+|retir(?:e|ar|ada)|tir(?:e|ar)|abrir mao|renunci\w+|cancel(?:e|ar)) "
    r"(?:d[aeo]s? |a |o |sua |seu |uma )*(?:sua |seu )?"
    r"(?:acao|processo|reclamac\w+|procon|queixa|direitos?)\b|\bhonorarios (?:do|"
    r"de) advogad\w+ (?:por|ficam|sao) (?:sua|seu|por sua) conta"
)
_CREDIT_PRESSURE = (
    r"\b(?:(?:pegue|faca|contrate|tome|solicite|peca)\b[^.!?\n]{0,25}\b(?:emprestimo|credito|"
    r"consignado|financiamento)|"
    r"pe(?:ca|gue) (?:dinheiro )?emprestado|dinheiro na hora|credito (?:aprovado|liberado|"
    r"facil) (?:na hora|para voce)|"
    r"use o limite do (?:cartao|cheque)|"
    rf"venda (?:o |a )?{_YOUR} (?:carro|casa|moto|celular|televisao|geladeira|apartamento))"
)

FORBIDDEN_FAMILIES: Final[dict[str, re.Pattern[str]]] = {
    "arrest": re.compile(_ARREST),
    "menace": re.compile(_MENACE),
    "violence": re.compile(_VIOLENCE),
    "ridicule": re.compile(_RIDICULE),
    "false_urgency": re.compile(_FALSE_URGENCY),
    "fake_lawsuit": re.compile(_FAKE_LAWSUIT),
    "third_parties": re.compile(_THIRD_PARTIES),
    "waiver": re.compile(_WAIVER),
    "credit_pressure": re.compile(_CREDIT_PRESSURE),
}
