"""How people bargain: prices, instalments, promises, and what they cannot pay."""

from trato.speakers.bot.dialogue.lexicon.row import Row, row
from trato.speakers.bot.dialogue.meanings import Meaning as M

_DAY_SAID = (
    r"dia \d+|\d+o? dia util|quinto dia|hoje|amanha|segunda|terca|quarta|quinta|sexta|sabado|"
    r"domingo|semana que vem|mes que vem|fim do mes|comeco do mes"
)


ROWS: tuple[Row, ...] = (
    row(
        M.BACK_IN,
        r"^(?:quero )?(?:voltar|volta|retomar|voltei)(?: a (?:receber|conversar|falar))?"
        r"(?: (?:as )?mensagens)?$",
    ),
    row(
        M.NO_SLIP,
        r"\b(?:nao (?:me )?(?:mand\w+|envi\w+|quero|precis\w+)|chega de|(?:pare|para|"
        r"parem) de (?:me )?"
        r"(?:mand\w+|envi\w+)) (?:mais )?(?:\w+ ){0,2}(?:boletos?|faturas?|carnes?)\b",
    ),
    row(
        M.PAYMENT_AGAIN,
        r"\b(?:mand\w+|envi\w+|manda|passa|gera|gerar|cade|qual|reenvi\w+|quero|me da|perdi|"
        r"venceu|expirou|"
        r"preciso d[oe]|segunda via) ?(?:o |a |me |novamente |de novo |outro |um )*(?:pix|codigo|"
        r"chave|qr ?code|"
        r"copia e cola|link|boleto)\b|\bpix (?:de novo|venceu|expirou|nao funcionou|copia)|"
        r"\bsegunda via\b",
        r"\b(?:paguei|ja fiz)|\bnao (?:me )?(?:mand|envi)|\b(?:pare|para|parem) de|\bchega de",
    ),
    row(
        M.CASH_PRICE,
        r"\ba vista\b|\bde uma (?:so )?vez\b|\b(?:pagar|quitar) (?:tudo|total|logo)|"
        r"\bpra (?:quitar|fechar)\b|"
        r"\bquitacao\b|\bparcela unica\b|\bquanto (?:fica|sai|e|faz|seria) (?:pra|"
        r"para) (?:quitar|pagar tudo)",
    ),
    row(
        M.MORE_INSTALMENTS,
        r"\b(?:mais (?:parcelas|vezes|prazo|meses)|parcela(?:r)? mais|(?:aumenta|"
        r"aumentar) (?:as )?(?:parcelas|"
        r"vezes)|parcelas? menor(?:es)?|parcela mais baixa|(?:diminui|diminuir|baixar|abaixar|"
        r"reduzir) (?:a |o valor da )"
        r"?parcelas?|prestac\w+ menor\w*)\b",
    ),
    row(
        M.FEWER_INSTALMENTS,
        r"\b(?:menos (?:parcelas|vezes|prazo|meses)|parcelas? maior(?:es)?|(?:diminui|"
        r"diminuir) (?:o numero de|as) "
        r"(?:parcelas|vezes)|mais curto)\b",
    ),
    row(
        M.DISCOUNT,
        r"\b(?:descont\w+|abat\w+|baixar (?:o )?(?:valor|preco)|tirar? (?:os )?juros|sem juros|"
        r"faz (?:por )?menos|"
        r"melhora(?:r)? (?:a |o |isso|essa|esse)|(?:muito |ta |esta )car[oa]|faz melhor|"
        r"fazer melhor|menos que isso|mais barato)\b",
    ),
    row(
        M.PROMISE,
        r"\b(?:(?:eu )?(?:pago|vou pagar|irei pagar|prometo|pagarei|consigo pagar|posso pagar|"
        r"faco o pix|deposito|acerto|quito|dou um jeito)) "
        r"(?:\w+ ){0,3}(?:hoje|amanha|segunda|terca|quarta|quinta|sexta|sabado|domingo|dia|"
        r"semana|mes que vem|quando|assim que|"
        r"em \d+ dias|daqui)|\bprometo (?:que )?(?:pag\w+|acert\w+)|"
        r"\bpode deixar que (?:eu )?pag|\bvou pagar$|"
        r"\b(?:amanha|sexta|segunda|terca|quarta|quinta|dia \d+|"
        r"semana que vem) (?:sem falta )?(?:eu )?(?:pago|acerto|quito|vou pagar)",
        r"\bnao (?:vou|posso|consigo|tenho como|irei) pagar",
    ),
    row(
        M.HARDSHIP,
        r"\bnao (?:tenho|to tendo|estou tendo|tem|vou ter) (?:como|condic\w+|dinheiro|grana|"
        r"de onde|nada|um tostao|nem)|"
        r"\bnao (?:consigo|posso|da|dou conta|vou conseguir|cabe|"
        r"tenho como)(?: de)?(?: mesmo)? ?(?:pagar|arcar|assumir|pra pagar|no (?:meu )?"
        r"(?:orcamento|bolso))|\bsem (?:dinheiro|grana|condic\w+|trabalho|emprego|renda|"
        r"um tostao)|\bdesempregad[ao]\b|\bperdi (?:o |meu )?"
        r"(?:emprego|trabalho|servico)|\bfui (?:demitid|mandad)[ao]|\b(?:situacao|coisa|"
        r"vida) (?:\w+ )?(?:dificil|complicad|apertad|feia)|"
        r"\b(?:estou|to|tou|ta|esta) (?:muito )?(?:apertad[ao]|duro|dura|dificil|complicad[ao]|"
        r"sem|quebrad[ao]|liso|lisa)\b|"
        r"\bnao cabe no (?:meu )?(?:bolso|orcamento|mes)|\bta (?:pesad[ao]|dificil)|"
        r"\bfica pesado|\b(?:muito )?pesado pra mim"
        r"|\bnao posso agora|\bnao tenho$|\bnao consigo$|\bdificuldade",
    ),
    row(
        M.CASH_PRICE,
        r"\bpagando (?:hoje|agora|tudo|logo|ja|no ato|de uma vez|a vista|amanha)\b.*\b(?:quanto|"
        r"valor|desconto|sai|fica|faz)\b|"
        r"\b(?:quanto|valor|desconto|sai|fica|faz)\b.*\bpagando (?:hoje|agora|tudo|logo|ja|a vista)"
        r"|\b(?:faz|faria|fica|sai) (?:por|a) quanto\b|\bpor quanto (?:voces? |vcs? )?(?:faz|fecha|"
        r"fica|sai)",
        r"\b(?:por|ao|no) mes\b|\bparcel",
    ),
    row(
        M.DISCOUNT,
        r"\b(?:baix|abaix|diminu|reduz|abat)\w* (?:um pouco |mais |um pouquinho )*(?:d?[eo] |n[eo] "
        r"|a |ess[ea] |est[ea] |dess[ea] |ness[ea] )*(?:valor|preco|total|juros|conta|divida)\b|"
        r"\b(?:preco|valor|condicao|proposta) melhor\b|\bmelhor (?:preco|valor|condicao)\b|"
        r"\b(?:muito |ta |esta |ficou |achei )(?:\w+ )?(?:alt[oa]|salgad[oa]|puxad[oa])\b|"
        r"\bmelhora(?:r)? (?:um pouco |ai)|\bda uma (?:melhorada|forca|ajuda)\b|"
        r"\btem como (?:melhorar|baixar|abaixar|diminuir|reduzir)\b",
        r"\bparcelas?\b|\b(?:pressao|febre|glicose|volume|som)\b",
    ),
    row(
        M.PROMISE,
        rf"\b(?:receb\w+|(?:quando|assim que|depois que) (?:eu |o |a |meu |minha )*(?:receb\w+|"
        rf"cai[ar]?|entr[ae]r?|sai[ar]?)) (?:\w+ )*?(?:{_DAY_SAID}).*\b(?:pag\w+|acerto|quito|"
        rf"transfiro|faco|resolvo)\b|"
        rf"\b(?:quando|assim que|depois que) (?:eu |o |a |meu |minha )*(?:receb\w+|cai[ar]?|"
        rf"entr[ae]r?|sai[ar]?)\b.*\b(?:{_DAY_SAID})",
        r"\bnao (?:vou|posso|consigo|tenho como|irei|receb\w+)\b|\bja (?:recebi|paguei)",
    ),
    row(
        M.HARDSHIP,
        r"\bnao (?:da|vai dar|ta dando|rola|tem condic\w+) (?:mesmo |nao )*(?:pra|para) mim\b|"
        r"\b(?:nao (?:da|vai dar)|sem chance) (?:agora|esse mes|este mes|no momento)\b",
    ),
)
