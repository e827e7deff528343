"""Facts about the course of the desk: who was examined, who passed, and what is asked for."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from trato.journal.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class GateChanged(Fact):
    """Somebody changed whether writing takes a certificate, its validity or the pass mark."""

    KIND: ClassVar[str] = "training.gate_changed"

    by: int | None
    is_on: bool
    valid_months: int
    pass_percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizTaken(Fact):
    """Somebody handed in a quiz."""

    KIND: ClassVar[str] = "training.quiz_taken"

    quiz_id: UUID
    user_id: int
    right: int
    asked: int
    has_passed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateGranted(Fact):
    """Somebody passed; `sha256` is over everything that the certificate says."""

    KIND: ClassVar[str] = "training.certificate_granted"

    certificate_id: UUID
    user_id: int
    course: str
    right: int
    asked: int
    valid_until: datetime
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionKept(Fact):
    """Somebody added a question of the organisation's own, or retired it; its words stay here."""

    KIND: ClassVar[str] = "training.question_kept"

    question_id: UUID
    by: int
    is_retired: bool
