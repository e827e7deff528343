"""What the inspection of a text finds, and what it leaves alone."""

import pytest

from trato.door.policy.findings import inspect
from trato.door.policy.folding import fold
from trato.door.policy.words import (
    discloses_prescription,
    offers_human,
    offers_stop,
    says_automated,
    without,
)

NEUTRAL = [
    "Olá, Maria. Aqui é o assistente virtual da Cooperativa Sol. Falo com Maria? Responda SIM, "
    "NÃO SOU EU, ou PARAR para não receber mais mensagens.",
    "Temos um assunto do seu interesse. De acordo?",
    "Para proteger seus dados, confirme o dia e o mês do seu nascimento (por exemplo, 07/03).",
    "E os três últimos números do seu CPF?",
    "Pronto. Você não receberá mais mensagens. Se mudar de ideia, escreva VOLTAR.",
    "Obrigado por avisar, e desculpe o incômodo. Este número foi retirado do nosso cadastro.",
    "Nunca pedimos sua senha. Não envie seu CPF.",
    "Será sábado? A individualidade conta.",
]


@pytest.mark.parametrize("text", NEUTRAL)
def test_neutral_words_are_neutral(text: str) -> None:
    found = inspect(text)
    assert not found.reveals_debt, found
    assert (found.forbidden, found.asked, found.keys, found.sensitive) == ((), (), (), ())
    assert (found.demands_payment, found.has_discount) == (False, False)


@pytest.mark.parametrize(
    "text",
    [
        "sua dívida",
        "SUA DÍVIDA",
        "um débito em aberto",
        "d í v i d a",
        "d.i.v.i.d.a",
        "d-í-v-i-d-a",
        "dív\u200bida",
        "dí\u00advida",
        "d1v1d4",
        "b0l3to",
        "div.ida",
        "d\u0456vida",
        "\uff44ívida",
        "sua parcela venceu",
        "fatura vencida",
        "seu nome no Serasa",
        "R$150",
        "R $ 1.000,00",
        "150 reais",
        "2 mil reais",
        "1.234,56",
        "34191.09123 34567.800056 71234.570001 1 16560000123456",
        "desconto à vista",
        "vamos renegociar",
        "seu contrato",
        "cobrança",
        "😀dívida😀",
    ],
)
def test_debt_words_are_found_in_disguise(text: str) -> None:
    assert inspect(text).reveals_debt


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("R$ 1.234,56 e R$10", (123456, 1000)),
        ("150 reais", (15000,)),
        ("2 mil reais", (200000,)),
        ("12x de 94,56", (9456,)),
        ("2,00% ao mês", ()),
        ("às 14:20 de 26/11", ()),
        ("R$ 5,5", (550,)),
        ("R$\u00a07,00", (700,)),
    ],
)
def test_amounts(text: str, cents: tuple[int, ...]) -> None:
    assert inspect(text).amounts == cents


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("você vai ser presa", "arrest"),
        ("chamaremos a polícia", "arrest"),
        ("evite consequências", "menace"),
        ("vamos até sua casa", "menace"),
        ("sob pena de penhora", "menace"),
        ("seu caloteiro", "ridicule"),
        ("limpe seu nome sujo", "ridicule"),
        ("última chance", "false_urgency"),
        ("só hoje", "false_urgency"),
        ("pagamento urgente", "false_urgency"),
        ("há um processo judicial", "fake_lawsuit"),
        ("recebeu uma intimação", "fake_lawsuit"),
        ("você será negativado", "fake_lawsuit"),
        ("vamos contar para sua mãe", "third_parties"),
        ("desista do processo", "waiver"),
        ("contrate um consignado", "credit_pressure"),
        ("ú l t i m a  chance, c.a.l.o.t.e.i.r.o", "ridicule"),
        ("pague R$caloteiro", "ridicule"),
    ],
)
def test_forbidden_families(text: str, family: str) -> None:
    assert family in {p.family for p in inspect(text).forbidden}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Informe seu CPF", ("cpf",)),
        ("Qual é o seu CPF?", ("cpf",)),
        ("Mande o CPF completo", ("cpf",)),
        ("Seu CPF?", ("cpf",)),
        ("Digite sua senha", ("senha",)),
        ("Envie os últimos dígitos da sua senha", ("senha",)),
        ("Envie o número do cartão", ("numero do cartao",)),
        ("Confirme os 3 últimos números do CPF", ()),
        ("Não informe seu CPF", ()),
        ("Informe nunca a senha", ()),
        ("os três últimos do seu CPF?", ()),
    ],
)
def test_what_is_asked(text: str, asked: tuple[str, ...]) -> None:
    assert inspect(text).asked == asked


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("pix 123e4567-e12b-12d1-a456-426655440000", ["evp"]),
        ("CNPJ 39.580.525/0001-89", ["cnpj"]),
        ("CNPJ 12.ABC.345/01DE-35", ["cnpj"]),
        ("CPF 111.444.777-35", ["cpf"]),
        ("faça um pix para 11987654321", ["cpf"]),
        ("pix (11) 98765-4321", ["phone"]),
        ("transfira para ana@exemplo.com", ["email"]),
        ("dúvidas: dpo@exemplo.com", []),
        ("ligue (11) 3333-4444", []),
        ("ligue 11987654321", []),
        ("em 26/11/2026 às 14:20", []),
    ],
)
def test_keys(text: str, kinds: list[str]) -> None:
    assert [key.kind for key in inspect(text).keys] == kinds


def test_a_copied_code_is_seen_and_its_insides_are_no_keys() -> None:
    code = (
        "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR"
        "5913Fulano de Tal6008BRASILIA62070503***63041D3D"
    )
    found = inspect(f"Copie: {code}")
    assert found.has_payment_code
    assert found.demands_payment
    assert found.keys == ()


def test_a_code_without_digits_is_still_a_code() -> None:
    assert inspect("br.gov.bcb.pix").has_payment_code


def test_demands_are_told_from_talk() -> None:
    assert inspect("Pague hoje mesmo").demands_payment
    assert inspect("Efetue o pagamento").demands_payment
    assert not inspect("Como você prefere pagar?").demands_payment
    assert not inspect("Registramos sua contestação da dívida.").demands_payment


def test_small_questions() -> None:
    assert says_automated(fold("Sou o assistente virtual"))
    assert not says_automated(fold("Sou a Ana"))
    assert offers_stop(fold("ou PARAR"))
    assert offers_human(fold("fale com um ATENDENTE"))
    assert discloses_prescription(fold("Está prescrita; pagar é voluntário"))
    assert not discloses_prescription(fold("Está prescrita"))
    assert without("aqui e do banco credito", "Banco Crédito").strip() == "aqui e do"
    assert without("texto", " ") == "texto"


def test_a_finding_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(AttributeError):
        inspect("Olá.").menace  # type: ignore[attr-defined]  # noqa: B018


THREATS = {
    "arrest": ["vamos te prender", "você pode ser detido por isso", "vc vai ser presa"],
    "violence": [
        "vou te matar", "vamos quebrar sua cara", "vou te pegar na rua", "vai apanhar",
        "vamos acabar com você", "vc vai se arrepender", "você vai se ferrar",
        "vai dar ruim pra você", "sei onde você mora", "vou na sua casa cobrar",
        "vamos aí na sua porta", "senão vai ter problema", "vamos tomar seu carro",
        "vamos levar sua moto", "seu salário vai ser bloqueado", "vamos bloquear seu benefício",
        "vamos cortar seu bolsa família", "vai perder tudo", "vai ficar sem nada",
    ],
    "ridicule": ["deixa de ser trouxa", "bandido", "você é uma piada", "se vira", "isso é roubo"],
    "false_urgency": ["é hoje ou nunca", "tem que pagar agora", "pague já"],
    "fake_lawsuit": [
        "vamos te processar", "seu nome vai pro Serasa amanhã", "vou botar na justiça",
    ],
    "third_parties": ["vou postar seu nome no Facebook", "vou te expor no grupo"],
    "waiver": ["tire a reclamação do Procon e damos desconto"],
    "credit_pressure": ["venda seu carro e pague"],
}  # fmt: skip
COURTESY = [
    "Posso ajudar a organizar o pagamento? Vou quebrar o valor em parcelas menores.",
    "Você pode matar a dúvida comigo; acabar com ela é fácil.",
    "Quer que eu leve sua proposta à supervisão? Já volto, um momento.",
    "Se preferir, bato um papo com você mais tarde. Onde você quer receber o boleto?",
    "O comprovante aparece no grupo de conversas do aplicativo do banco.",
]


@pytest.mark.parametrize(
    ("family", "text"), [(family, text) for family, texts in THREATS.items() for text in texts]
)
def test_what_is_said_on_the_street_is_no_less_a_threat(family: str, text: str) -> None:
    assert family in {found.family for found in inspect(text).forbidden}
    assert family in {found.family for found in inspect(f"Olá, Ana. {text.upper()}!").forbidden}


@pytest.mark.parametrize("text", COURTESY)
def test_courtesy_is_no_threat(text: str) -> None:
    assert inspect(text).forbidden == ()
