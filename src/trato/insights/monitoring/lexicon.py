"""The terms of one organisation: those that ship, without those it switched off, with its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from trato.foundation import tenancy
from trato.foundation.database import ask
from trato.foundation.ids import new_id
from trato.insights.monitoring.matcher import Matcher
from trato.insights.monitoring.models import OwnTerm
from trato.insights.monitoring.terms import BadTerm, compile_term, shipped
from trato.insights.monitoring.values import Term, WordClass
from trato.journal.facts.monitoring import LexiconChanged
from trato.journal.record import record

OWN_MAX: Final = 2000
_NOBODY: Final = UUID(int=0)
_Version = tuple[int, datetime | None]
_kept: dict[UUID, tuple[_Version, Matcher]] = {}
_lock = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """One class as an organisation has it."""

    word_class: WordClass
    own: tuple[str, ...]
    shipped: tuple[str, ...]
    switched_off: frozenset[str]

    @property
    def in_force(self) -> tuple[Term, ...]:
        """The terms that are looked for."""
        texts = (*self.own, *(text for text in self.shipped if text not in self.switched_off))
        return tuple(Term(word_class=self.word_class, text=text) for text in texts)


def lexicon(word_class: WordClass) -> Lexicon:
    """Return the terms of a class in the current organisation."""
    mine = list(_mine().filter(word_class=word_class).order_by("id"))
    texts = tuple(term.text for term in shipped() if term.word_class == word_class)
    return Lexicon(
        word_class=word_class,
        own=tuple(row.text for row in mine if row.is_on),
        shipped=texts,
        switched_off=frozenset(row.text for row in mine if not row.is_on),
    )


_VERSION = """
SELECT count(*), max(changed_at) FROM monitoring_ownterm WHERE organisation_id = %s
"""


def matcher() -> Matcher:
    """Return what finds the current organisation's terms; made anew when they have changed."""
    organisation_id = tenancy.current()
    (version,) = ask(_VERSION, [organisation_id])
    has_own = bool(version[0])
    with _lock:
        kept = _kept.get(organisation_id if has_own else _NOBODY)
        if kept and (kept[0] == version or not has_own):
            return kept[1]
        made = Matcher(_terms() if has_own else shipped())
        _kept[organisation_id if has_own else _NOBODY] = (version, made)
        return made


def change(
    word_class: WordClass, *, own: Sequence[str], switched_off: Iterable[str], by: int, at: datetime
) -> int:
    """Replace the own terms of a class and what is switched off; return how many changed.

    Terms that ship are never lost.

    Raises:
        BadTerm: a term says nothing to look for, or there are too many.
    """
    wanted = {text.strip(): True for text in own if text.strip()}
    if len(wanted) > OWN_MAX:
        raise BadTerm(f"No máximo {OWN_MAX} expressões próprias por classe.")
    for text in wanted:
        compile_term(Term(word_class=word_class, text=text))
    known = set(lexicon(word_class).shipped)
    wanted |= dict.fromkeys((text for text in switched_off if text in known), False)
    had = dict(_mine().filter(word_class=word_class).values_list("text", "is_on"))
    gone = [text for text in had if text not in wanted]
    new = {text: is_on for text, is_on in wanted.items() if had.get(text) is not is_on}
    if not gone and not new:
        return 0
    _mine().filter(word_class=word_class, text__in=[*gone, *new]).delete()
    OwnTerm.objects.bulk_create(
        OwnTerm(
            organisation_id=tenancy.current(), id=new_id(), word_class=word_class, text=text,
            is_on=is_on, by_user=by, changed_at=at,
        )
        for text, is_on in new.items()
    )  # fmt: skip
    # A removal leaves no younger row behind: the oldest one that stays tells of it.
    _mine().filter(word_class=word_class).update(changed_at=at)
    record(
        LexiconChanged(
            word_class=word_class,
            added=sum(new.values()),
            switched_off=len(new) - sum(new.values()),
            switched_on=sum(not had[text] for text in gone),
            removed=sum(had[text] for text in gone),
            by_user=by,
        ),
        at=at,
        private="\n".join([*(f"- {t}" for t in gone), *(f"+ {t}" for t in new)]).encode(),
    )
    return len(gone) + len(new)


def _terms() -> list[Term]:
    rows = list(_mine().order_by("id").values_list("word_class", "text", "is_on"))
    off = {(word_class, text) for word_class, text, is_on in rows if not is_on}
    own = [Term(word_class=WordClass(c), text=text) for c, text, is_on in rows if is_on]
    return own + [term for term in shipped() if (term.word_class, term.text) not in off]


def _mine() -> QuerySet[OwnTerm]:
    return OwnTerm.objects.filter(organisation_id=tenancy.current())
