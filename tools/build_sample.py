"""Build the sample portfolios: real card accounts, invented people, the dirt that real files have.

    python -m tools.build_sample uci-credit-card-default.csv.gz

Same input and seed, same bytes. Due dates count back from the demo's Tuesday, 24 November 2026.
"""

import csv
import gzip
import io
import sys
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

OUT = Path(__file__).parents[1] / "src/trato/book/portfolios/sample"
DEMO_DAY = date(2026, 11, 24)
SCALE = Decimal("0.16")
SEED = 20261124

HEADER = (
    "contrato;nome;cpf_cnpj;nascimento;telefones;email;uf;municipio;produto;valor_original;"
    "vencimento;valor_pago;base_legal;evidencia_base;opt_in_em;opt_in_origem;opt_in_texto;"
    "origem_telefone;situacao"
).split(";")

WOMEN = (
    "Ana Maria Adriana Aline Amanda Beatriz Bruna Camila Carla Célia Cláudia Cristina Daniela"
    " Débora Eliane Fátima Fernanda Flávia Gabriela Helena Inês Isabela Joana Josefa Juliana"
    " Júlia Larissa Letícia Lúcia Luciana Luzia Márcia Mariana Marlene Mônica Natália Patrícia"
    " Paula Raquel Renata Rita Rosana Sandra Silvana Simone Sônia Tatiane Terezinha Vanessa"
    " Vera"
).split()
MEN = (
    "Adilson Alexandre André Antônio Ailton Benedito Bruno Carlos César Cláudio Cristiano"
    " Daniel Diego Edson Eduardo Emerson Fábio Felipe Fernando Flávio Francisco Gabriel"
    " Geraldo Gilberto Gustavo Hélio Henrique Ivan João Joaquim Jorge José Júlio Leandro"
    " Leonardo Lucas Luiz Marcelo Márcio Marcos Mário Mateus Nelson Osvaldo Paulo Rafael"
    " Ricardo Roberto Rodrigo Sebastião Sérgio Thiago Valdir Vinícius Wagner"
).split()
SURNAMES = (
    "Almeida Alves Andrade Araújo Azevedo Barbosa Barros Batista Borges Braga Brito Campos"
    " Cardoso Carvalho Castro Cavalcanti Conceição Correia Costa Cunha Dias Duarte Farias"
    " Ferreira Fonseca Freitas Gomes Gonçalves Guimarães Leite Lima Lopes Macedo Machado"
    " Magalhães Marques Martins Medeiros Melo Mendes Miranda Monteiro Moraes Moreira Moura"
    " Nascimento Nogueira Nunes Oliveira Pacheco Pereira Pinto Pires Queiroz Ramos Reis"
    " Ribeiro Rocha Rodrigues Sales Santana Santos Silva Silveira Soares Souza Tavares"
    " Teixeira Vasconcelos Vieira Xavier"
).split()
PLACES = (
    ("SP", "São Paulo", "11", 20), ("SP", "Campinas", "19", 8), ("SP", "Ribeirão Preto", "16", 5),
    ("SP", "Santos", "13", 3), ("SP", "Sorocaba", "15", 3), ("SP", "Bauru", "14", 2),
    ("RJ", "Rio de Janeiro", "21", 8), ("RJ", "Volta Redonda", "24", 2),
    ("MG", "Belo Horizonte", "31", 7), ("MG", "Uberlândia", "34", 3),
    ("MG", "Juiz de Fora", "32", 2),
    ("RS", "Porto Alegre", "51", 6), ("RS", "Caxias do Sul", "54", 4),
    ("RS", "Santa Maria", "55", 2),
    ("SC", "Florianópolis", "48", 4), ("SC", "Blumenau", "47", 4), ("SC", "Chapecó", "49", 2),
    ("PR", "Curitiba", "41", 6), ("PR", "Londrina", "43", 3), ("PR", "Cascavel", "45", 2),
    ("BA", "Salvador", "71", 2), ("PE", "Recife", "81", 2), ("CE", "Fortaleza", "85", 2),
    ("GO", "Goiânia", "62", 2), ("DF", "Brasília", "61", 2), ("MT", "Cuiabá", "65", 1),
    ("AM", "Manaus", "92", 1), ("AC", "Rio Branco", "68", 1), ("ES", "Vitória", "27", 1),
    ("MS", "Campo Grande", "67", 1),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """One real account: its balance, its last payment, months of delay, sex and age."""

    bill: Decimal
    paid: Decimal
    months: int
    is_woman: bool
    age: int


@dataclass(frozen=True, slots=True)
class Style:
    """What tells one file from the other."""

    name: str
    rows: int
    prefix: str
    products: tuple[str, ...]
    bases: tuple[tuple[str, int], ...]
    evidence: str
    opt_in_share: float
    opt_in_sources: tuple[str, ...]
    notice: str
    origins: tuple[tuple[str, int], ...]
    encoding: str
    newline: str
    months_min: int


STYLES = (
    Style(
        name="cooperativa",
        rows=2600,
        prefix="COOP",
        products=("Cartão de crédito", "Crédito pessoal", "Cheque especial", "Crédito rural"),
        bases=(("contrato", 80), ("exercício regular de direitos", 19), ("", 1)),
        evidence="Cédula {n}, cláusula 12",
        opt_in_share=0.88,
        opt_in_sources=("aplicativo", "agência", "site", "assembleia"),
        notice="Autorizo a cooperativa a falar comigo pelo WhatsApp sobre minha conta e contratos.",
        origins=(("contrato", 78), ("informado pelo cliente", 15), ("bureau", 6), ("", 1)),
        encoding="utf-8-sig",
        newline="\r\n",
        months_min=1,
    ),
    Style(
        name="assessoria",
        rows=400,
        prefix="VAR",
        products=("Cartão da loja", "Crediário"),
        bases=(("exercício regular de direitos", 88), ("contrato", 10), ("", 2)),
        evidence="Contrato {n}, cláusula 8; anexo de tratamento de dados",
        opt_in_share=0.35,
        opt_in_sources=("loja", "site"),
        notice="Aceito receber mensagens da loja e de quem cobra por ela no WhatsApp.",
        origins=(("contrato", 55), ("bureau", 30), ("informado pelo cliente", 12), ("", 3)),
        encoding="latin-1",
        newline="\r\n",
        months_min=2,
    ),
)


@dataclass(slots=True)
class Town:
    """Everybody invented so far, so that no document, phone or contract repeats by accident."""

    chance: Random
    documents: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)

    def person(self, account: Account) -> dict[str, str]:
        """Invent a person around a real account."""
        uf, city, ddd, _ = self.chance.choices(PLACES, [p[3] for p in PLACES])[0]
        first = self.chance.choice(WOMEN if account.is_woman else MEN)
        name = f"{first} {self._surnames()}"
        born = DEMO_DAY - timedelta(days=account.age * 365 + self.chance.randrange(365))
        cpf = self.cpf()
        return {
            "nome": name.upper() if self.chance.random() < 0.2 else name,
            "cpf_cnpj": masked_cpf(cpf) if self.chance.random() < 0.6 else cpf,
            "nascimento": "" if self.chance.random() < 0.02 else f"{born:%d/%m/%Y}",
            "telefones": self.phone_cell(ddd),
            "email": self._email(name) if self.chance.random() < 0.55 else "",
            "uf": uf,
            "municipio": city,
        }

    def _surnames(self) -> str:
        one, two = self.chance.sample(SURNAMES, 2)
        return f"{one} {'da ' if self.chance.random() < 0.15 else ''}{two}"

    def _email(self, name: str) -> str:
        words = plain(name).split()
        return f"{words[0]}.{words[-1]}{self.chance.randrange(10, 99)}@exemplo.com.br"

    def cpf(self) -> str:
        """Return nine digits by chance with the two that check them, once each."""
        while True:
            base = [self.chance.randrange(10) for _ in range(9)]
            for _ in range(2):
                weight = len(base) + 1
                rest = sum(d * (weight - i) for i, d in enumerate(base)) * 10 % 11
                base.append(rest % 10)
            cpf = "".join(map(str, base))
            if cpf not in self.documents and len(set(cpf)) > 1:
                self.documents.add(cpf)
                return cpf

    def cnpj(self) -> str:
        """Return an alphanumeric CNPJ: letters count as their character code less 48."""
        base = [self.chance.choice("0123456789ABCDEFGHJKLMNPRSTVWXYZ") for _ in range(8)]
        base += list("0001")
        for _ in range(2):
            weights = [2 + i % 8 for i in range(len(base))][::-1]
            rest = sum((ord(c) - 48) * w for c, w in zip(base, weights, strict=True)) % 11
            base.append(str(0 if rest < 2 else 11 - rest))
        v = "".join(base)
        return f"{v[:2]}.{v[2:5]}.{v[5:8]}/{v[8:12]}-{v[12:]}"

    def mobile(self, ddd: str) -> str:
        """Return eleven digits of a mobile nobody in the town has."""
        while True:
            number = f"{ddd}9{self.chance.choice('6789')}{self.chance.randrange(10**7):07d}"
            if number not in self.phones and len(set(number[2:])) > 2:
                self.phones.add(number)
                return number

    def phone_cell(self, ddd: str) -> str:
        """Write a mobile in one of the ways that files write it, at times with a landline."""
        m = self.mobile(ddd)
        short = m[2:7], m[7:]
        ways = (
            (f"({ddd}) {short[0]}-{short[1]}", 34),
            (m, 22),
            (f"+55 {ddd} {short[0]}-{short[1]}", 10),
            (f"55{m}", 6),
            (f"({ddd}) {m[3:7]}-{m[7:]}", 9),
            (f"{ddd}{m[3:]}", 4),
            (f"0xx{ddd} {short[0]}-{short[1]}", 3),
            (f"({ddd}) {short[0]}-{short[1]} / ({ddd}) {self._landline()}", 8),
            (f"({ddd}) {self._landline()} ou {ddd} {short[0]}{short[1]}", 4),
        )
        return self.chance.choices([w for w, _ in ways], [n for _, n in ways])[0]

    def _landline(self) -> str:
        return f"3{self.chance.randrange(100, 1000)}-{self.chance.randrange(1000, 10000)}"


def plain(text: str) -> str:
    """Return a name in small letters without accents."""
    table = str.maketrans("áàâãéêíóôõúüç", "aaaaeeiooouuc")
    return text.lower().translate(table)


def masked_cpf(cpf: str) -> str:
    """Write a CPF with its punctuation."""
    return f"{cpf[:3]}.{cpf[3:6]}.{cpf[6:9]}-{cpf[9:]}"


def reais(amount: Decimal) -> str:
    """Write an amount as Brazilian files do."""
    whole, cents = f"{amount:,.2f}".split(".")
    return f"{whole.replace(',', '.')},{cents}"


def read_accounts(path: str) -> list[Account]:
    """Read the delayed accounts that still owe more than R$ 80 after the last payment."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    found = []
    for row in rows:
        bill, paid = Decimal(row["BILL_AMT1"]) * SCALE, Decimal(row["PAY_AMT1"]) * SCALE
        months = int(row["PAY_0"])
        if months >= 1 and bill - paid > 80:
            age = 38 if row["AGE"] in ("", "nan") else int(float(row["AGE"]))
            found.append(Account(bill, paid, months, row["SEX"] == "2", age))
    return found


def build(style: Style, accounts: list[Account], town: Town) -> list[dict[str, str]]:
    """Make a file's rows, then dirty a few of them."""
    rows: list[dict[str, str]] = []
    people: list[dict[str, str]] = []
    for number, account in enumerate(accounts[: style.rows], 1):
        again = bool(people) and town.chance.random() < 0.04
        person = town.chance.choice(people[-200:]) if again else town.person(account)
        if not again:
            people.append(person)
        rows.append({**person, **debt(style, number, account, town.chance)})
    colour(rows, town)
    dirty(rows, town)
    return rows


def debt(style: Style, number: int, account: Account, chance: Random) -> dict[str, str]:
    """Write the real account as a contract: balance, payment and delay are the account's own."""
    due = DEMO_DAY - timedelta(days=30 * account.months + chance.randrange(1, 28))
    contract = f"{style.prefix}-{2021 + number % 5}-{number:06d}"
    base = chance.choices([b for b, _ in style.bases], [n for _, n in style.bases])[0]
    origin = chance.choices([o for o, _ in style.origins], [n for _, n in style.origins])[0]
    opted = chance.random() < style.opt_in_share
    when = DEMO_DAY - timedelta(days=chance.randrange(40, 1100))
    return {
        "contrato": contract,
        "produto": chance.choice(style.products),
        "valor_original": reais(account.bill),
        "vencimento": f"{due:%d/%m/%Y}" if chance.random() < 0.9 else due.isoformat(),
        "valor_pago": reais(account.paid) if account.paid else "",
        "base_legal": base,
        "evidencia_base": style.evidence.format(n=contract) if base else "",
        "opt_in_em": f"{when:%d/%m/%Y}" if opted else "",
        "opt_in_origem": chance.choice(style.opt_in_sources) if opted else "",
        "opt_in_texto": style.notice if opted else "",
        "origem_telefone": origin,
        "situacao": "em atraso",
    }


def colour(rows: list[dict[str, str]], town: Town) -> None:
    """Make some rows special without making them wrong: minors, old debts, firms, paid ones."""
    for row in rows:
        roll = town.chance.random()
        if roll < 0.004:
            born = DEMO_DAY - timedelta(days=365 * 16 + town.chance.randrange(400))
            row["nascimento"] = f"{born:%d/%m/%Y}"
        elif roll < 0.018:
            due = DEMO_DAY - timedelta(days=365 * 5 + 40 + town.chance.randrange(700))
            row["vencimento"] = f"{due:%d/%m/%Y}"
        elif roll < 0.022:
            row["cpf_cnpj"] = town.cnpj()
            row["nome"] = f"Padaria {row['nome'].split()[-1].title()} & Pães Ltda"
            row["nascimento"] = ""
        elif roll < 0.030:
            row["situacao"] = "pago"
        elif roll < 0.034:
            row["situacao"] = "contestado"


def dirty(rows: list[dict[str, str]], town: Town) -> None:
    """Spoil about one row in thirty the way real files are spoilt; import turns each away."""
    chance = town.chance
    spoilt = chance.sample(range(20, len(rows)), k=max(9, len(rows) * 34 // 1000))
    for turn, i in enumerate(sorted(spoilt)):
        row = rows[i]
        kind = turn % 9
        if kind == 0:
            row["cpf_cnpj"] = f"{town.cpf()[:9]}00"
        elif kind == 1:
            row["cpf_cnpj"] = "111.111.111-11"
        elif kind == 2:
            row["nome"] = ""
        elif kind == 3:
            row["valor_original"] = f"-{row['valor_original']}"
        elif kind == 4:
            row["vencimento"] = "31/02/2026"
        elif kind == 5:
            row["nome"] = f'=HYPERLINK("http://exemplo.com.br";"{row["nome"]}")'
        elif kind == 6:
            row["contrato"] = rows[i - 1 - chance.randrange(15)]["contrato"]
        elif kind == 7:
            row["telefones"] = str(chance.randrange(10000, 99999))
        else:
            row["valor_original"] = "a combinar"


def write(style: Style, rows: list[dict[str, str]]) -> None:
    """Write a file in its own encoding."""
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADER, delimiter=";", lineterminator=style.newline)
    writer.writeheader()
    writer.writerows(rows)
    (OUT / f"{style.name}.csv").write_bytes(out.getvalue().encode(style.encoding))


def main() -> None:
    """Build both files from the accounts named on the command line."""
    chance = Random(SEED)  # noqa: S311
    accounts = read_accounts(sys.argv[1])
    chance.shuffle(accounts)
    town = Town(chance)
    start = 0
    for style in STYLES:
        fitting = [a for a in accounts[start:] if a.months >= style.months_min]
        write(style, build(style, fitting, town))
        start += style.rows


if __name__ == "__main__":
    main()
