"""How simulated people read and answer: tables, determinism, every temperament's way through."""

from datetime import date

import pytest

from trato.simulator.people.mind import TURNS_MAX, new_thread, step
from trato.simulator.people.personas import PERSONAS, persona_for
from trato.simulator.people.reader import fold, read
from trato.simulator.people.values import Act, AskKind, Choice, Fact, Intent, Letter, Truth
from trato.simulator.people.wordings import WORDINGS, birth_words, say


def buttons(*titles: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(kind="button_reply", choice_id=str(n), title=t) for n, t in enumerate(titles)
    )


GREETING = (
    "Olá, Maria. Aqui é o assistente virtual da Cooperativa de Crédito Sol. Falo com Maria? "
    "Responda SIM, NÃO SOU EU, ou PARAR para não receber mais mensagens."
)
PIX = (
    "00020101021226770014BR.GOV.BCB.PIX2555pix.example.com/qr/93598be0-1bd0-4997-8318-81776a1d8a99"
    "5204000053039865802BR5907EMPRESA6009SAO PAULO62070503***6304EEAB"
)
READING = [
    (GREETING, (), AskKind.OPENING),
    (GREETING, ("SIM", "NÃO SOU EU", "PARAR"), AskKind.OPENING),
    (
        "Para proteger seus dados, confirme o dia e o mês do seu nascimento (por exemplo, 07/03).",
        (),
        AskKind.BIRTH,
    ),
    ("E os três últimos números do seu CPF?", (), AskKind.CPF),
    ("Obrigado pelo nascimento. E os 3 últimos dígitos do seu CPF?", (), AskKind.CPF),
    (
        "Informe o dia e o mês do nascimento e os três últimos números do CPF, por favor.",
        (),
        AskKind.BIRTH_AND_CPF,
    ),
    (
        "Não consegui confirmar. Vamos tentar de novo? Dia e mês do nascimento.",
        (),
        AskKind.BIRTH,
    ),
    ("Não foi possível confirmar seus dados por aqui.", (), AskKind.IDENTITY_FAILED),
    ("Como posso ajudar?", ("Ver proposta", "Já paguei", "Atendente"), AskKind.MENU),
    (
        "Total R$ 900,00. Escolha como prefere pagar. Esta proposta vale até 26/11.",
        ("À vista R$ 900,00", "6x de R$ 160,00"),
        AskKind.OFFERS,
    ),
    (
        "Temos estas opções:\nÀ vista R$ 900,00\n6x de R$ 160,00\nQual prefere?",
        (),
        AskKind.OFFERS,
    ),
    ("Confirma o acordo de 6x de R$ 160,00?", ("Confirmo", "Voltar"), AskKind.CONFIRM),
    ("Confirma o acordo à vista por R$ 900,00?", (), AskKind.CONFIRM),
    ("Entendo. Quanto caberia no seu mês, e a partir de que dia?", (), AskKind.HOW_MUCH),
    ("Segue o código:\n" + PIX, (), AskKind.PAYMENT),
    (
        "Recebemos R$ 150,00 em 26/11 às 14:20 (Pix). Seu acordo está ativo; próxima: 26/12.",
        (),
        AskKind.RECEIPT,
    ),
    ("Pode enviar o comprovante ou dizer a data do pagamento?", (), AskKind.PROOF),
    ("Depois de pagar, não precisa enviar comprovante.", (), AskKind.INFORMATION),
    ("Conte, por favor, o que você não reconhece.", (), AskKind.WHY_DISPUTE),
    ("Você quer mesmo parar de receber mensagens?", ("Sim", "Não"), AskKind.STOP_CHECK),
    (
        "Pronto. Você não receberá mais mensagens da Sol. Se mudar de ideia, escreva VOLTAR.",
        (),
        AskKind.STOP_DONE,
    ),
    (
        "Obrigado por avisar, e desculpe o incômodo. Este número foi retirado do nosso cadastro.",
        (),
        AskKind.WRONG_DONE,
    ),
    ("Uma pessoa da nossa equipe vai continuar por aqui.", (), AskKind.HAND_OVER),
    ("Original R$ 800,00, multa R$ 16,00, juros R$ 84,00.", (), AskKind.INFORMATION),
    ("Esse dia fica longe. Consegue um dia nos próximos 45 dias?", (), AskKind.HOW_MUCH),
    ("O que é?", ("Não reconheço", "Valor errado", "Outro motivo"), AskKind.WHY_DISPUTE),
    ("Desculpe, não entendi. Pode escrever de outro jeito?", (), AskKind.REPHRASE),
    ("Qual é a sua cor preferida?", (), AskKind.UNKNOWN),
    ("Agradecemos. Até logo.", (), AskKind.CLOSING),
]


@pytest.mark.parametrize(("text", "titles", "kind"), READING)
def test_what_a_message_asks(text: str, titles: tuple[str, ...], kind: AskKind) -> None:
    assert read(Letter(text=text, choices=buttons(*titles))).kind is kind


def test_offers_are_read_with_their_prices() -> None:
    letter = Letter(text="Escolha:", choices=buttons("À vista R$ 1.900,00", "12x de R$ 160,50"))
    found = [(offer.instalments, offer.amount_cents) for offer in read(letter).offers]
    assert found == [(1, 190000), (12, 16050)]


def test_a_card_with_a_pix_code_asks_for_payment() -> None:
    assert read(Letter(text="Parcela 1 de 6", pix_code=PIX)).kind is AskKind.PAYMENT


STORY = (
    Letter(text=GREETING, choices=buttons("SIM", "NÃO SOU EU", "PARAR")),
    Letter(text=READING[2][0]),
    Letter(text=READING[3][0]),
    Letter(text="Original R$ 800,00, multa R$ 16,00, juros R$ 84,00. Total R$ 900,00."),
    Letter(
        text="Escolha como prefere pagar.", choices=buttons("À vista R$ 900,00", "6x de R$ 160,00")
    ),
    Letter(
        text="Escolha como prefere pagar.", choices=buttons("À vista R$ 850,00", "6x de R$ 150,00")
    ),
    Letter(text="Confirma o acordo?", choices=buttons("Confirmo", "Voltar")),
    Letter(text="Aqui está o Pix.", pix_code=PIX),
    Letter(text="Recebemos R$ 850,00 em 26/11."),
)


def truth(persona: str, cpf: str = "12345678901", seed: int = 7) -> Truth:
    return Truth(
        seed=seed, cpf=cpf, name="Maria da Silva", birth_on=date(1985, 3, 7), persona=persona
    )


def live(who: Truth, letters: tuple[Letter, ...] = STORY) -> list[Act]:
    thread = new_thread(who)
    return [act for letter in letters for act in step(who, thread, letter)]


CPFS = [f"{n * 7919:011d}" for n in range(1, 41)]


def facts(persona: str) -> set[Fact]:
    return {act.fact for cpf in CPFS for act in live(truth(persona, cpf)) if act.fact}


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_same_person_always_answers_the_same(persona: str) -> None:
    for cpf in CPFS[:8]:
        assert live(truth(persona, cpf)) == live(truth(persona, cpf))


def test_another_seed_is_another_world() -> None:
    one = [persona_for(7, cpf) for cpf in CPFS]
    assert one == [persona_for(7, cpf) for cpf in CPFS]
    assert one != [persona_for(8, cpf) for cpf in CPFS]


@pytest.mark.parametrize(
    ("persona", "must", "never"),
    [
        ("cooperative", {Fact.GAVE_BIRTH, Fact.GAVE_CPF, Fact.ACCEPTED, Fact.PAID}, set()),
        ("opts_out", {Fact.SAID_STOP}, {Fact.PAID, Fact.ACCEPTED}),
        ("wrong_person", {Fact.SAID_WRONG_PERSON}, {Fact.GAVE_BIRTH, Fact.PAID}),
        ("relative", set(), {Fact.GAVE_BIRTH, Fact.GAVE_CPF, Fact.PAID}),
        ("disputing", {Fact.DISPUTED}, {Fact.PAID, Fact.ACCEPTED}),
        ("failing_identity", set(), {Fact.GAVE_BIRTH, Fact.GAVE_CPF, Fact.PAID}),
        ("promises_later", {Fact.ACCEPTED}, {Fact.PAID}),
        ("asks_human", {Fact.ASKED_HUMAN}, {Fact.PAID}),
        ("already_paid", {Fact.GAVE_CPF}, {Fact.PAID, Fact.ACCEPTED}),
    ],
)
def test_temperaments(persona: str, must: set[Fact], never: set[Fact]) -> None:
    found = facts(persona)
    assert must <= found
    assert not never & found


@pytest.mark.parametrize("persona", ["silent", "never_reads", "not_on_whatsapp"])
def test_some_never_answer(persona: str) -> None:
    assert all(live(truth(persona, cpf)) == [] for cpf in CPFS)


def test_somebody_else_says_so() -> None:
    letter = Letter(text=GREETING.replace("Maria", "Joana"))
    act = live(truth("cooperative"), (letter,))[0]
    assert act.fact is Fact.SAID_WRONG_PERSON


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("at", range(len(READING)))
def test_nobody_answers_for_ever(persona: str, at: int) -> None:
    text, titles, _ = READING[at]
    letters = (Letter(text=text, choices=buttons(*titles)),) * 60
    assert len(live(truth(persona), letters)) <= TURNS_MAX


def test_a_long_conversation_ends_politely() -> None:
    who = truth("cooperative", CPFS[0])
    loop = tuple(STORY[n % 3 + 1] if n % 4 else STORY[4] for n in range(200))
    acts = live(who, loop + STORY[4:5] * 20)
    assert len(acts) <= TURNS_MAX


def test_unknown_questions_are_met_twice_then_with_silence() -> None:
    letters = (Letter(text="Qual é a sua cor preferida?"),) * 6
    assert len(live(truth("cooperative"), letters)) == 2


def test_who_is_not_understood_says_it_in_other_words() -> None:
    again = Letter(text="Desculpe, não entendi. Pode escrever de outro jeito?")
    for cpf in CPFS[:10]:
        acts = live(truth("disputing", cpf), (*STORY[:5], again))
        assert [act.fact for act in acts[-2:]] == [Fact.DISPUTED, Fact.DISPUTED]
        stops = live(truth("opts_out", cpf), (*STORY[:5], again))
        assert stops[-1].fact is Fact.SAID_STOP


def test_after_stop_nothing_but_a_change_of_mind() -> None:
    for cpf in CPFS:
        acts = live(truth("opts_out", cpf), STORY + STORY)
        at = next(n for n, act in enumerate(acts) if act.fact is Fact.SAID_STOP)
        assert all(act.fact is Fact.SAID_RESUME for act in acts[at + 1 :])


def test_wordings_vary() -> None:
    for intent, variants in WORDINGS.items():
        assert len(set(variants)) >= 6, intent
    assert len(WORDINGS[Intent.STOP]) >= 12
    spelt = {say(Intent.ASK_CASH, n) for n in range(200)}
    assert len(spelt) > 20


def test_a_stop_is_never_misspelt() -> None:
    wanted = {fold(text) for text in WORDINGS[Intent.STOP]}
    assert {fold(say(Intent.STOP, n)) for n in range(300)} == wanted


def test_births_are_written_in_several_ways() -> None:
    forms = {birth_words(date(1985, 3, 7), n) for n in range(100)}
    assert {"07/03", "7 de março", "7/3"} <= forms
