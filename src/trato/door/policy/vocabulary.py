"""Words of debt, discount, demand, of what is private and of ways out, as patterns. Pure, no law.

Matched on folded text only. `stems.py` keeps most texts away from them.
"""

import re

DEBT = re.compile(
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
DISCOUNT = re.compile(
    r"\bdescont(?:o|os|ar|ad[oa]s?)\b|\babatimentos?\b|\bpromoc(?:ao|oes|ional)\b|\boferta\w*|"
    r"\bcondic(?:ao|oes) (?:especia\w+|imperdive\w+|unica\w*)|\bquite com\b|\b\d{1,3} ?% (?:off|"
    r"de desc)|"
    r"\bpropostas? (?:especia|exclusiv)\w+|\bvantage(?:m|ns)\b|\bimperdive\w+|\bfeirao\b|"
    r"\bcashback\b|"
    r"\bbrindes?\b|\bisenc(?:ao|oes) de (?:juros|multa)\b|\bsem juros\b"
)
DEMAND = re.compile(
    r"\bpague(?:m|-?se|-?o|-?a)?\b|\bquite(?:m|-?[oa])?\b|\bregularize\w*|\bliquide\b|"
    r"\bacerte (?:seu|sua|o|a)\b|"
    r"\b(?:efetue|realize|faca|efetuar|realizar|fazer) (?:o|seu|um|esse|este)? ?(?:pagamento|pix|"
    r"deposito)\b|"
    r"\b(?:clique|toque|acesse)\b[^.!?\n]{0,40}\bpag(?:ar|amento|ue)\b|\bcopia e cola\b|"
    r"\bprecisa(?:mos)? (?:que voce )?pag\w+|\bdeposite\b|\btransfira\b|"
    r"\b(?:voce|senhora?|sr a?) (?:ainda )?deve\b|\bvalor devido\b|\bpagar (?:agora|hoje|ja)\b"
)
SENSITIVE = re.compile(
    r"\b(?:cancer|hiv|aids|depress(?:ao|iv[oa])|gravid\w+|gestante|quimioterapia|doenca\w*|"
    r"deficienci\w+|"
    r"diabet\w+|psiquiatr\w+|transtorno (?:mental|bipolar)|dependente quimic[oa]|alcoolatra|"
    r"evangelic\w+|catolic[oa]s?|umband\w+|candomble|sua (?:igreja|religiao|fe)|sindicat\w+|"
    r"sindicalizad\w+|"
    r"homossexual|gay|lesbica|transexual|partido politico|raca negra|etnia)\b"
)
AUTOMATED = re.compile(r"\b(?:automati\w+|virtual|robo|bot|chatbot|inteligencia artificial)\b")
STOP_WAY = re.compile(
    r"\b(?:parar|pare|sair|stop|descadastr\w+|nao (?:quero )?receber|cancelar (?:o )?(?:envio|"
    r"recebimento))\b"
)
HUMAN_WAY = re.compile(
    r"\b(?:atendente|humano|humana|uma pessoa|pessoa da equipe|alguem da equipe|nossa equipe|"
    r"consultor\w*|especialista)\b"
)
