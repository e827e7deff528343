"""Sentences in pairs of look-alikes: what people write that is a sign, and what only looks like it.

Written before they were tried, by who wrote the terms: they hold the terms in place and measure
nothing.
"""

import pytest

from trato.insights.monitoring.matcher import Matcher
from trato.insights.monitoring.terms import shipped
from trato.insights.monitoring.values import Side, Written

MATCHER = Matcher(shipped())


def signs(side: str, text: str) -> set[str]:
    found = MATCHER.look([Written(side=Side(side), text=text)])
    return {one.word_class.value for _, one in found}


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("O boleto tá dando erro, manda pro meu picpay que eu lanço aqui", "fraud"),
        ("Pode mandar direto pra mim que eu dou baixa amanhã", "fraud"),
        ("A chave é o meu celular mesmo, sai no nome de Josiane", "fraud"),
        ("Me encaminha o código que caiu aí no seu SMS", "fraud"),
        ("Assina no lugar do seu pai, ninguém confere", "fraud"),
        ("Tira uma foto do cartão dos dois lados e me envia", "fraud"),
        ("Me entrega o dinheiro em mãos que eu levo pra empresa", "fraud"),
        ("Resolve comigo por fora que sai pela metade", "illicit_favour"),
        ("Me fortalece aí com cinquenta que eu apago os juros", "illicit_favour"),
        ("Some com essa dívida do sistema rapidinho, só não comenta", "illicit_favour"),
        ("Manda um café pra mim que eu adianto o seu lado", "illicit_favour"),
        ("Coloco com data retroativa e ninguém da auditoria pega", "illicit_favour"),
        ("Sai pra jantar comigo que eu vejo esse desconto", "illicit_favour"),
        ("Mandei mensagem pro seu patrão contando da dívida", "harassment"),
        ("Não adianta se esconder, a gente te acha", "harassment"),
        ("Pra viajar tem dinheiro, pra pagar conta não tem", "harassment"),
        ("Vão bloquear o seu Bolsa Família por causa disso", "harassment"),
        ("Vou ligar de madrugada se for preciso", "harassment"),
        ("Sei em que escola seus filhos estudam", "harassment"),
        ("Sua mãe vai ter que pagar por você", "harassment"),
    ],
)
def test_a_sign_of_the_company(text: str, sign: str) -> None:
    assert sign in signs("company", text)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("nunca vi essa conta na minha vida", "dispute"),
        ("abriram esse cartão no meu nome sem eu saber", "dispute"),
        ("isso não procede, tá incorreto", "dispute"),
        ("cadê o contrato assinado? me mostra", "dispute"),
        ("isso aí é um roubo, juros em cima de juros", "dispute"),
        ("nem sei do que se trata essa dívida", "dispute"),
        ("não foi isso que combinamos, o acordo era outro", "dispute"),
        ("essa cobrança aí tá equivocada", "dispute"),
        ("nunca usei esse cartão, nem desbloqueei", "dispute"),
        ("o que é seu tá guardado", "threat"),
        ("olha por onde anda viu", "threat"),
        ("vou aí dar uns tapas em quem me ligou", "threat"),
        ("quem vier aqui cobrar sai morto", "threat"),
        ("meto a mão na cara de vocês", "threat"),
        ("vou encher esse cobrador de bala", "threat"),
        ("se pisar aqui eu solto o cachorro", "threat"),
        ("vou botá fogo nesse escritório", "threat"),
        ("ces vão levar um corretivo", "threat"),
        ("vou partir pra cima de vcs", "threat"),
        ("vou quebrar os dentes desse cara", "threat"),
    ],
)
def test_a_sign_of_the_person(text: str, sign: str) -> None:
    assert sign in signs("person", text)


@pytest.mark.parametrize(
    "text",
    [
        "A chave é o CNPJ da empresa e o nome que aparece é o dela",
        "Manda o código de barras do boleto que eu confiro para a senhora",
        "Vou te passar o código do Pix aqui embaixo",
        "O pagamento não pode ser feito em mãos, só por Pix ou boleto",
        "Ninguém da nossa equipe pede para pagar na conta pessoal de atendente",
        "O valor pode ser debitado da sua conta, se o senhor autorizar",
        "Isso está fora da minha alçada, vou pedir ao supervisor",
        "O desconto por fora do acordo não é permitido",
        "Posso falar com a sua esposa? Ela é a titular do contrato",
        "Não vamos ligar para o seu trabalho nem falar com seu patrão",
        "O café da agência é servido até as dez horas",
        "A data do vencimento não pode ser retroativa",
        "Qual o melhor horário? Não ligamos de madrugada nem no domingo",
        "O benefício do Bolsa Família não pode ser bloqueado por dívida",
        "A escola do município fica ao lado da nossa agência",
        "O senhor contou que o antigo cobrador ameaçou ligar de madrugada. Sinto muito",
        "Se a viagem já estava paga, tudo bem: vemos outra data para a parcela",
        "O seguro cobre o carro, não há nada a entregar aqui",
        "Esta conversa é gravada e fica guardada no sistema",
        "A confirmação escrita da contratação vai para o seu e-mail",
        "Em troca da quitação, a empresa retira os juros do contrato",
    ],
)
def test_no_sign_of_the_company(text: str) -> None:
    assert signs("company", text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "nunca vi atendimento tão bom, obrigada",
        "nem sei como agradecer",
        "foi engano meu, mandei pro número errado",
        "qual é o valor correto pra quitar hoje?",
        "guardei o que é seu, os 50 reais do acordo",
        "tô indo aí na agência pagar",
        "meu cachorro comeu o boleto kkk",
        "quebrei o dente e gastei tudo no dentista",
        "bati a mão na mesa e derrubei o celular, não vi a mensagem",
        "o tapa buraco da prefeitura fechou minha rua",
        "meu filho levou um tombo e machucou a cara",
        "passei no corretivo da prova, agora arrumo emprego",
        "não quero contestar nada, só parcelar",
        "o roubo da minha moto me deixou sem trabalhar",
        "o atendente me escreveu que ia me encher de bala, um horror",
        "o cartão novo chegou, já desbloqueei e tá tudo certo",
        "foi isso que combinamos mesmo, pode mandar",
        "meu marido combinou outro dia, vou ver com ele",
        "o juiz do jogo tava comprado kkk",
        "a mãe do seu João mora perto daí",
        "a cobrança ficou pausada? quero confirmar a contratação",
        "moro na rua do Cemitério, número 40",
    ],
)
def test_no_sign_of_the_person(text: str) -> None:
    assert signs("person", text) == set()
