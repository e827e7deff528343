"""The words of Brazilian files for states, legal bases and origins of phones. Pure."""

from typing import Final

_STATES: Final = {
    "active": "aberto|em aberto|ativo|ativa|atrasado|atrasada|vencido|vencida|inadimplente|"
    "pendente|em atraso|a vencer",
    "settled": "pago|paga|quitado|quitada|liquidado|liquidada|baixado por pagamento",
    "cancelled": "cancelado|cancelada|indevido|indevida",
    "judicial": "judicial|ajuizado|ajuizada",
    "disputed": "contestado|contestada|em contestacao|em disputa",
    "paused": "suspenso|suspensa|pausado|pausada",
    "recalled": "devolvido|devolvida|recolhido|retirado|retirada",
    "transferred": "cedido|cedida|transferido|transferida",
}
STATE_OF: Final = {w: s for s, words in _STATES.items() for w in words.split("|")}

_BASES: Final = {
    "contract": "contrato|execucao de contrato|contract|execucao contratual",
    "exercise_of_rights": "exercicio regular de direitos|exercicio de direitos|exercise of rights",
    "credit_protection": "protecao ao credito|protecao do credito|credit protection",
    "legitimate_interest": "legitimo interesse|interesse legitimo|legitimate interest",
    "consent": "consentimento|consent",
    "legal_duty": "obrigacao legal|cumprimento de obrigacao legal|legal duty",
}
BASIS_OF: Final = {w: s for s, words in _BASES.items() for w in words.split("|")}

_PROVENANCES: Final = {
    "creditor_contract": "contrato|cadastro|cadastro do credor|ficha cadastral|creditor contract",
    "debtor_supplied": "informado pelo cliente|cliente|informado pelo devedor|associado|cooperado|"
    "atualizacao do cliente|debtor supplied",
    "bureau_enriched": "bureau|enriquecimento|enriquecido|biro|bureau de credito|bureau enriched",
    "skip_trace": "localizacao|pesquisa|skip trace",
    "purchased": "comprado|base comprada|lista|purchased",
    "unknown": "desconhecida|desconhecido|nao informado|unknown",
}
PROVENANCE_OF: Final = {w: s for s, words in _PROVENANCES.items() for w in words.split("|")}
