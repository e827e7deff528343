"""Identifiers: time-ordered UUIDs (version 7), so that keys cluster by age."""

import os
import time
from typing import NewType
from uuid import UUID

OrganisationId = NewType("OrganisationId", UUID)
PersonId = NewType("PersonId", UUID)
ContactPointId = NewType("ContactPointId", UUID)
CreditorId = NewType("CreditorId", UUID)
DebtId = NewType("DebtId", UUID)
MessageId = NewType("MessageId", UUID)
ConversationId = NewType("ConversationId", UUID)


def new_id() -> UUID:
    """Return a fresh version 7 UUID; later ids sort after earlier ones to the millisecond.

    Source: RFC 9562, section 5.7. Uses the machine's clock on purpose: ids are never business time.
    """
    milliseconds = time.time_ns() // 1_000_000
    entropy = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | entropy
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
