"""Invented talk of a collection desk: common words often, thousands of others rarely, by a law.

Words beyond the trade's own are made of syllables and drawn by Zipf's law, so that the index has
as many different words as a real one; the same number is the same message in every run.
"""

import random
from collections.abc import Iterator
from itertools import accumulate

_SAID_OFTEN = (
    "Olá, {n}. Aqui é o assistente virtual da cooperativa. Falo com {n}? Responda SIM ou PARAR.",
    "Para proteger seus dados, confirme o dia e o mês do seu nascimento.",
    "Esta proposta vale até {d}. O total com desconto fica em R$ {v}.",
    "Recebemos R$ {v} em {d} (Pix). Seu acordo está ativo; próxima parcela: {d}.",
    "Entendo. Quanto caberia no seu mês, e a partir de que dia?",
    "Segue o código Pix da parcela de R$ {v}, com vencimento em {d}.",
    "Sim", "Não", "Oi, bom dia", "ok", "sou eu mesmo", "Pode mandar o pix", "obrigada",
    "Eu não devo nada para vocês", "Já paguei essa parcela dia {d}", "não tenho como pagar agora",
    "devo sim mas estou desempregado", "consigo pagar {v} por mês", "tem desconto pra quitar?",
    "quero falar com um atendente", "esse numero nao é do {n}", "vou pagar dia {d} sem falta",
    "Não reconheço esta dívida de R$ {v}", "manda a segunda via por favor",
)  # fmt: skip
_TAILS = (
    "", "", "", "", " porque {w} {w} {w}", " {w} {w} {w} {w} {w} {w} {w}", " e o {w} não {w}",
    " {w}", " só depois que o {w} do {w} {w} receber, {w} {w}",
)  # fmt: skip
_NAMES = ("Ana", "Bruno", "Carla", "Davi", "Elisa", "Fábio", "Glória", "Hugo", "Inês", "João")
_SYLLABLES = [c + v for c in "bcdfgjlmnprstv" for v in ("a", "e", "i", "o", "u", "ão")]
VOCABULARY = 20_000


def vocabulary(seed: int = 7) -> list[str]:
    """Return invented words, the commonest first."""
    chance = random.Random(seed)  # noqa: S311
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))] = None
    return list(words)


def talk(count: int, *, seed: int = 7) -> Iterator[str]:
    """Yield so many messages."""
    chance = random.Random(seed)  # noqa: S311
    words = vocabulary()
    weights = list(accumulate(1 / rank for rank in range(1, len(words) + 1)))
    for _ in range(count):
        text = chance.choice(_SAID_OFTEN) + chance.choice(_TAILS)
        while "{w}" in text:
            text = text.replace("{w}", chance.choices(words, cum_weights=weights)[0], 1)
        yield text.format(
            n=chance.choice(_NAMES),
            d=f"{chance.randint(1, 28):02d}/{chance.randint(1, 12):02d}",
            v=f"{chance.randint(20, 3000)},{chance.randint(0, 99):02d}",
        )
