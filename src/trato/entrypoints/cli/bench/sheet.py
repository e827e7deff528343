"""Invented portfolios of any size: the same number is the same person in every run."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

HEADER = (
    "contrato;nome;cpf_cnpj;nascimento;telefones;uf;municipio;produto;valor_original;vencimento;"
    "base_legal;evidencia_base;opt_in_em;opt_in_origem;opt_in_texto;origem_telefone;situacao\n"
)
_FIRST = ("Ana", "Bruno", "Carla", "Davi", "Elisa", "Fábio", "Glória", "Hugo", "Inês", "João")
_LAST = ("Almeida", "Barros", "Cardoso", "Dias", "Esteves", "Faria", "Gomes", "Lima", "Moura")
_NOTICE = "Autorizo a cooperativa a falar comigo pelo WhatsApp sobre minha conta e contratos."
_DUE_FROM = date(2026, 5, 1)
_BORN_FROM = date(1958, 1, 1)


@dataclass(frozen=True, slots=True)
class Inhabitant:
    """One invented person with a mobile in São Paulo and one debt."""

    number: int

    @property
    def name(self) -> str:
        """First and last names."""
        first = _FIRST[self.number % len(_FIRST)]
        middle = _LAST[self.number // 10 % len(_LAST)]
        return f"{first} {middle} {_LAST[self.number // 90 % len(_LAST)]}"

    @property
    def cpf(self) -> str:
        """Eleven digits with true check digits."""
        digits = [int(c) for c in f"{(100_000_000 + self.number * 7919) % 10**9:09d}"]
        for length in (9, 10):
            total = sum(d * (length + 1 - i) for i, d in enumerate(digits[:length]))
            digits.append(total * 10 % 11 % 10)
        return "".join(map(str, digits))

    @property
    def phone(self) -> str:
        """The mobile in E.164 form, with the ninth digit."""
        return f"+55119{60_000_000 + self.number:08d}"

    @property
    def born_on(self) -> date:
        """An adult's birth date."""
        return _BORN_FROM + timedelta(days=self.number * 37 % 16_000)

    def row(self) -> str:
        """Return the line of the creditor's file."""
        cents = 15_000 + self.number * 7_331 % 1_500_000
        due = _DUE_FROM + timedelta(days=self.number * 13 % 180)
        return (
            f"CT-{self.number:08d};{self.name};{self.cpf};{self.born_on:%d/%m/%Y};"
            f"{self.phone};SP;São Paulo;Empréstimo pessoal;{cents // 100},{cents % 100:02d};"
            f"{due:%d/%m/%Y};contrato;Cédula CT-{self.number:08d}, cláusula 12;26/11/2023;"
            f"aplicativo;{_NOTICE};contrato;em atraso\n"
        )


def inhabitants(count: int) -> list[Inhabitant]:
    """Return the first so many invented people."""
    return [Inhabitant(number) for number in range(count)]


def lines(count: int, *, spoilt_every: int = 0) -> Iterator[str]:
    """Yield a file line by line; every so many rows, one has a CPF that cannot be."""
    yield HEADER
    for number in range(count):
        one = Inhabitant(number)
        is_spoilt = spoilt_every and number % spoilt_every == spoilt_every - 1
        yield one.row().replace(one.cpf, "11111111111", 1) if is_spoilt else one.row()
