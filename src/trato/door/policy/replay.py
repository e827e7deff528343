"""Bytes of a decision: what went in, what came out, and the proof that one gives the other.

Canonical JSON with sorted keys. New fields of the facts need defaults, or old bytes go mute.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec

from trato.door.policy.decide import decide
from trato.door.policy.values import Decision, DraftFacts, Facts

_FORMAT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything a decision was made from, and the shape it was written in."""

    format: int
    draft: DraftFacts
    facts: Facts
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What came of deciding again; `rulebook_changed` explains a difference, never excuses it."""

    is_same: bool
    rulebook_changed: bool
    decision: Decision


_encoder = msgspec.json.Encoder(order="sorted")
_inputs = msgspec.json.Decoder(Inputs)
_decisions = msgspec.json.Decoder(Decision)


def encode(draft: DraftFacts, facts: Facts, now: datetime) -> bytes:
    """Return the canonical bytes of a decision's inputs.

    Raises:
        ValueError: `now` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now must be an aware instant")
    return _encoder.encode(
        Inputs(format=_FORMAT, draft=draft, facts=facts, now=now.astimezone(UTC))
    )


def decode(inputs: bytes) -> tuple[DraftFacts, Facts, datetime]:
    """Return what `encode` was given.

    Raises:
        ValueError: the bytes are not inputs, or of a format this version does not know.
    """
    try:
        found = _inputs.decode(inputs)
    except msgspec.DecodeError as wrong:
        raise ValueError("these bytes are no decision inputs") from wrong
    if found.format != _FORMAT:
        raise ValueError("decision inputs of an unknown format")
    return found.draft, found.facts, found.now


def encode_decision(decision: Decision) -> bytes:
    """Return the canonical bytes of a decision, every hit with its citations and marks."""
    return _encoder.encode(decision)


def decode_decision(recorded: bytes) -> Decision:
    """Return the decision that `encode_decision` wrote.

    Raises:
        ValueError: the bytes are no decision.
    """
    try:
        return _decisions.decode(recorded)
    except msgspec.DecodeError as wrong:
        raise ValueError("these bytes are no decision") from wrong


def replay(inputs: bytes, recorded: bytes) -> Replay:
    """Decide again from stored inputs and compare with the stored decision, byte for byte.

    Raises:
        ValueError: either bytes cannot be read.
    """
    decision = decide(*decode(inputs))
    return Replay(
        is_same=encode_decision(decision) == recorded,
        rulebook_changed=decode_decision(recorded).rulebook != decision.rulebook,
        decision=decision,
    )
