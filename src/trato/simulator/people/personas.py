"""Who answers: temperaments, how common each is, and what each says before it goes along."""

from dataclasses import dataclass

from trato.simulator.chance import share, weighted
from trato.simulator.people.values import AskKind, Intent

Beat = tuple[frozenset[AskKind], Intent]

_OPENING = frozenset({AskKind.OPENING})
_IDENTITY = frozenset({AskKind.BIRTH, AskKind.CPF, AskKind.BIRTH_AND_CPF})
_TOLD = frozenset({AskKind.OFFERS, AskKind.MENU, AskKind.HOW_MUCH, AskKind.CONFIRM})
_PRICED = frozenset({AskKind.OFFERS})
_ANY = frozenset(AskKind) - {AskKind.INFORMATION, AskKind.STOP_DONE, AskKind.WRONG_DONE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """A temperament: beats are said once each, in order; after them the person goes along."""

    name: str
    weight: int
    beats: tuple[Beat, ...] = ()
    options: tuple[tuple[Beat, ...], ...] = ()
    goes_along: bool = True
    pays: float = 0.0
    answers: bool = True
    reads: bool = True
    is_on_whatsapp: bool = True


PERSONAS = {
    persona.name: persona
    for persona in (
        Persona(name="cooperative", weight=26, pays=1.0),
        Persona(
            name="haggler",
            weight=12,
            pays=0.8,
            options=(
                ((_TOLD, Intent.COUNTER),),
                ((_TOLD, Intent.ASK_CASH),),
                ((_TOLD, Intent.ASK_LESS), (_TOLD, Intent.COUNTER)),
                ((_TOLD, Intent.ASK_CASH), (_PRICED, Intent.ASK_LESS)),
            ),
        ),
        Persona(
            name="short_of_cash",
            weight=9,
            pays=0.6,
            options=(((_TOLD, Intent.HARDSHIP),), ((_TOLD, Intent.SMALL),)),
        ),
        Persona(name="promises_later", weight=6, beats=((_TOLD, Intent.PROMISE),)),
        Persona(
            name="already_paid", weight=5, beats=((_TOLD, Intent.ALREADY_PAID),), goes_along=False
        ),
        Persona(name="disputing", weight=5, beats=((_TOLD, Intent.DISPUTE),), goes_along=False),
        Persona(
            name="wrong_person", weight=6, beats=((_ANY, Intent.WRONG_PERSON),), goes_along=False
        ),
        Persona(
            name="relative",
            weight=3,
            beats=((_ANY, Intent.RELATIVE), (_ANY, Intent.RELATIVE_REFUSES)),
            goes_along=False,
        ),
        Persona(name="silent", weight=9, answers=False),
        Persona(name="never_reads", weight=5, answers=False, reads=False),
        Persona(
            name="angry",
            weight=4,
            goes_along=False,
            options=(
                ((_ANY, Intent.ANGRY), (_ANY, Intent.STOP)),
                ((_ANY, Intent.ANGRY), (_ANY, Intent.HUMAN)),
                ((_TOLD, Intent.ANGRY), (_ANY, Intent.STOP)),
            ),
        ),
        Persona(
            name="opts_out",
            weight=6,
            options=(
                ((_ANY, Intent.STOP),),
                ((_ANY, Intent.STOP),),
                ((_IDENTITY, Intent.STOP),),
                ((_TOLD, Intent.STOP),),
            ),
        ),
        Persona(
            name="asks_human",
            weight=3,
            goes_along=False,
            options=(((_OPENING, Intent.HUMAN),), ((_TOLD, Intent.HUMAN),)),
        ),
        Persona(name="lawyer", weight=2, beats=((_TOLD, Intent.LAWYER),), goes_along=False),
        Persona(name="vulnerable", weight=3, beats=((_TOLD, Intent.VULNERABLE),), goes_along=False),
        Persona(name="deceased", weight=1, beats=((_ANY, Intent.DECEASED),), goes_along=False),
        Persona(
            name="prompt_injecting",
            weight=2,
            pays=0.3,
            beats=((_TOLD, Intent.INJECT), (_TOLD, Intent.INJECT)),
        ),
        Persona(
            name="privacy_request",
            weight=2,
            pays=0.5,
            options=(((_IDENTITY, Intent.PRIVACY),), ((_TOLD, Intent.PRIVACY),)),
        ),
        Persona(name="failing_identity", weight=3, goes_along=False),
        Persona(name="not_on_whatsapp", weight=4, answers=False, is_on_whatsapp=False),
    )
}

_WEIGHTS = [(persona.name, persona.weight) for persona in PERSONAS.values()]
WARY_SHARE = 0.12


def persona_for(seed: int, cpf: str) -> str:
    """Return the temperament of a person nobody has given one."""
    return weighted(_WEIGHTS, "persona", seed, cpf)


def beats_of(persona: Persona, seed: int, cpf: str) -> tuple[Beat, ...]:
    """Return what this person will say before going along."""
    beats = persona.beats
    if persona.options:
        at = int(share("beats", seed, cpf) * len(persona.options))
        beats = persona.options[at]
    is_wary = persona.pays > 0 and share("wary", seed, cpf) < WARY_SHARE
    return ((_OPENING, Intent.WHO), *beats) if is_wary else beats
