"""What the words typed by hand make true, for the world's referee to judge by. Pure."""

import re

from trato.simulator.people.reader import fold
from trato.simulator.people.values import Fact, Truth

_STOP = re.compile(r"parar?|pare|stop|sair|cancelar|descadastrar|nao quero (?:mais )?receber.*")
_RESUME = re.compile(r"voltar|retomar|start")
_WRONG = re.compile(r"nao sou eu|(?:numero|pessoa) errad[oa]|nao conheco (?:essa|esta) pessoa")
_MONTHS = (
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro"
).split()


def facts_in(text: str, truth: Truth) -> tuple[Fact, ...]:
    """Return what a text says: a stop, a wrong person, right answers to who one is."""
    words = fold(text).strip(" .,;")
    born = truth.birth_on
    month = rf"0?{born.month}(?!\d)|{_MONTHS[born.month - 1]}"
    ends = rf"(?<!\d)(?:{truth.cpf[:3]}|{truth.cpf[-3:]})(?!\d)"
    said = {
        Fact.SAID_STOP: _STOP.fullmatch(words),
        Fact.SAID_RESUME: _RESUME.fullmatch(words),
        Fact.SAID_WRONG_PERSON: _WRONG.search(words),
        Fact.GAVE_BIRTH: re.search(rf"(?<!\d)0?{born.day} ?(?:[/.-]|de|do)? ?(?:{month})", words),
        Fact.GAVE_CPF: re.search(ends, words) or truth.cpf in re.sub(r"\D", "", words),
    }
    return tuple(fact for fact, is_said in said.items() if is_said)
