"""Messages as a working day brings them: most ordinary, some nearly signs, a few signs."""

import random

from trato.entrypoints.cli.bench.watched.labelled import messages
from trato.insights.monitoring.values import LEXICONS, Side, Term, Written

_SIGNS_PER_THOUSAND, _NEAR_PER_THOUSAND = 30, 70
_ORDINARY = (
    "Oi, boa tarde. Aqui é {n}, recebi uma mensagem de vocês ontem às {h}h",
    "Bom dia! Gostaria de saber o valor atualizado para o dia {d}",
    "Pode me enviar o código do Pix novamente? Perdi aqui no celular",
    "Consigo pagar R$ {v},00 por mês a partir de {d}/12",
    "Sim",
    "ok obrigado",
    "{n}, segue o Pix copia e cola no valor de R$ {v},00, com vencimento em {d}/12",
    "Aguarde um instante, estou consultando as condições para o senhor",
    "Obrigada pelo atendimento, tenha uma boa semana",
    "Qual o horário de funcionamento da agência no sábado?",
    "Recebi o boleto no e-mail, vou imprimir e levar na lotérica amanhã cedo",
    "Para continuar, confirme o dia e o mês do seu nascimento",
    "Dia {d} cai num domingo, posso deixar para a segunda?",
    "A sua parcela de R$ {v},00 vence em {d}/12. Se precisar, responda por aqui",
    "Fiquei sem internet, desculpe a demora em responder",
    "em {p}x fica quanto cada uma?",
    "Prefiro {p} parcelas menores, se der",
    "Combinado, {n}. O acordo foi registrado e o comprovante vai para o seu e-mail",
)
_NAMES = ("Ana", "Bruno", "Célia", "Davi", "Érica", "Fábio", "Graça", "Hélio", "Inês", "João")


def traffic(count: int, *, seed: int) -> list[Written]:
    """Return so many messages, hardly two alike."""
    chance = random.Random(seed)  # noqa: S311
    labelled = messages()
    signs = [m for m in labelled if m.classes]
    near = [m for m in labelled if not m.classes]
    found = []
    for _ in range(count):
        lot, name = chance.randrange(1000), chance.choice(_NAMES)
        if lot < _SIGNS_PER_THOUSAND + _NEAR_PER_THOUSAND:
            one = chance.choice(signs if lot < _SIGNS_PER_THOUSAND else near)
            found.append(Written(side=one.side, text=f"{one.text} {name} {lot}"))
            continue
        place = chance.randrange(len(_ORDINARY))
        text = _ORDINARY[place].format(
            n=name, h=chance.randrange(24), d=chance.randrange(1, 29),
            v=chance.randrange(30, 900), p=chance.randrange(2, 24),
        )  # fmt: skip
        found.append(Written(side=Side.COMPANY if "{n}," in text else Side.PERSON, text=text))
    return found


def invented_terms(count: int, *, seed: int) -> list[Term]:
    """Return terms of two words that nobody writes, as many as an organisation might add."""
    chance = random.Random(seed)  # noqa: S311
    return [
        Term(word_class=chance.choice(LEXICONS), text=f"{_word(chance)} {_word(chance)}")
        for _ in range(count)
    ]


def _word(chance: random.Random) -> str:
    return "".join(chance.choices("abcdefghilmnoprstuv", k=chance.randrange(4, 9)))
