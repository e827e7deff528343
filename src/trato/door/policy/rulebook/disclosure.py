"""What a first contact owes: who writes, that it is a machine, and the ways out."""

from datetime import datetime
from typing import Final

from trato.door.policy.citations import EU_AI, LGPD_9, META_ESCALATION, META_OPT_IN, design
from trato.door.policy.known import Known
from trato.door.policy.rule import BROKEN, Answer, Scope, rule
from trato.door.policy.values import Author, DraftFacts, Effect, LegalStatus, MessageClass
from trato.door.policy.words import folded_name

_FIRST: Final = frozenset({MessageClass.FIRST_CONTACT})
_MACHINES: Final = frozenset(Author) - {Author.HUMAN}


@rule(
    "br.lgpd.controller-named",
    version=1,
    code="TRANSPARENCY",
    effect=Effect.REQUIRE,
    citations=(LGPD_9,),
    legal_status=LegalStatus.IN_FORCE,
    applies_to=Scope(classes=_FIRST),
    message_pt="O primeiro contato não diz o nome da empresa.",
    remedy_pt="Diga o nome da empresa na primeira mensagem.",
)
def controller_named(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Say who is writing in the first message.

    Law: LGPD art. 9, III (V).
    """
    name = folded_name(facts.organisation.name).strip()
    return None if name and name in facts.words.folded else BROKEN


@rule(
    "br.auto.disclosure",
    version=1,
    code="AUTOMATED_DISCLOSURE",
    effect=Effect.REQUIRE,
    citations=(
        META_OPT_IN,
        EU_AI,
        design("automated-disclosure", "dizer que é automático e como parar"),
    ),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    applies_to=Scope(classes=_FIRST, authors=_MACHINES),
    message_pt="O primeiro contato não diz que é automático ou não diz como parar.",
    remedy_pt="Diga “assistente virtual” e ofereça PARAR.",
)
def automated(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """A machine says in its first message that it is one, and how to stop it.

    Law: none in Brazil; EU AI Act art. 50 by analogy (S), opt-in terms (V); ours: D.
    """
    words = facts.words
    return None if words.says_automated and words.offers_stop else BROKEN


@rule(
    "br.auto.human-way",
    version=1,
    code="HUMAN_WAY",
    effect=Effect.WARN,
    citations=(META_ESCALATION, design("human-way", "caminho até um humano no primeiro contato")),
    legal_status=LegalStatus.CONTRACT,
    applies_to=Scope(classes=_FIRST, authors=_MACHINES),
    message_pt="O primeiro contato não mostra o caminho até um atendente.",
    remedy_pt="Ofereça ATENDENTE no texto ou num botão.",
)
def human_way(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """A machine's first message should show the way to a human; the next one must have it.

    Law: none; WhatsApp policy on escalation paths (S); where it must stand is ours: D.
    """
    return None if facts.words.offers_human else BROKEN
