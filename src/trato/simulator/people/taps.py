"""Which button or row says what a person means: by its title, as anyone would read it."""

import re

from trato.simulator.people.reader import fold
from trato.simulator.people.values import Choice, Intent

_TITLES = {
    Intent.YES: r"^(?:sim|sou eu|isso|ok)\b",
    Intent.WRONG_PERSON: r"nao sou|numero errado|outra pessoa|engano",
    Intent.STOP: r"^parar|nao receber|\bsair\b|descadastr",
    Intent.HUMAN: r"atendente|humano|pessoa|equipe",
    Intent.SEE_OFFERS: r"\bver\b|negoci|proposta|opc|pagar|acordo|resolver|continuar|assunto",
    Intent.CONFIRM: r"confirm|aceit|fechar|^sim\b",
    Intent.DISPUTE: r"nao reconhec|contest|discord",
    Intent.ALREADY_PAID: r"paguei|ja pago",
    Intent.HARDSHIP: r"nao consigo|nao posso|sem condic|dificuldade",
    Intent.COUNTER: r"outro valor|outra proposta|contrapropo|propor|outra condic",
    Intent.ASK_LESS: r"outro valor|outra proposta|contrapropo|propor|outra condic",
    Intent.PRIVACY: r"meus dados|privacidade",
}
_PATTERNS = {intent: re.compile(pattern) for intent, pattern in _TITLES.items()}
_AWAY = (Intent.STOP, Intent.HUMAN, Intent.WRONG_PERSON)


def choice_for(intent: Intent, choices: tuple[Choice, ...]) -> Choice | None:
    """Return the first choice whose title means this, if there is one."""
    pattern = _PATTERNS.get(intent)
    if pattern is None:
        return None
    return next((c for c in choices if _means(intent, pattern, c)), None)


def _means(intent: Intent, pattern: re.Pattern[str], choice: Choice) -> bool:
    title = fold(choice.title)
    if not pattern.search(title):
        return False
    return intent in _AWAY or not any(_PATTERNS[away].search(title) for away in _AWAY)


def any_way_on(choices: tuple[Choice, ...]) -> Choice | None:
    """Return the first choice that neither stops nor leaves the conversation."""
    leaving = [choice_for(intent, choices) for intent in _AWAY]
    return next((c for c in choices if c not in leaving), None)
