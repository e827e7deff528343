"""Whether what a tabulation claims of a person is so, in the record that the door asks."""

from uuid import UUID

from trato.book.people import read as people
from trato.book.people.welcome import visitors_among
from trato.book.portfolios import read as portfolios
from trato.book.portfolios.rules import OPEN
from trato.casework.conversations.rules import Claim
from trato.casework.requests.read import open_disputes

_NOT_THE_PERSON = frozenset({"wrong_party", "third_party"})


def is_borne_out(claim: Claim, person_id: UUID | None, contact_point_id: UUID | None) -> bool:
    """Tell whether a claim holds of whom a thread is with.

    Of nobody known only that the number is not theirs; whoever owes nothing has nothing to contest.
    """
    if person_id is None:
        return claim is Claim.NOT_THEIRS
    if claim is Claim.DISPUTE:
        owes = bool(portfolios.debts_of_person(person_id, states=OPEN))
        return not owes or bool(open_disputes(person_id))
    if claim is Claim.NOT_THEIRS:
        if contact_point_id is None or visitors_among({person_id}):
            return True
        return people.contact(contact_point_id).state in _NOT_THE_PERSON
    person = people.card(person_id)
    return person.is_deceased if claim is Claim.DEATH else person.is_represented
