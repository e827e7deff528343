"""Loads an official block list, replacing what was known of it."""

from collections.abc import Iterable
from datetime import date

from trato.door.consent.models import ListedNumber
from trato.door.consent.read import LOADED, NAO_ME_LIGUE_SP, key_of
from trato.foundation import tenancy


def load_nao_me_ligue_sp(numbers: Iterable[str], *, listed_on: date) -> int:
    """Replace the São Paulo list by these canonical numbers; return how many are on it.

    Written authorisations that are already known stay.
    """
    organisation_id = tenancy.current()
    authorised = {
        bytes(key)
        for key in ListedNumber.objects.filter(
            list_name=NAO_ME_LIGUE_SP, authorised=True
        ).values_list("key_hash", flat=True)
    }
    ListedNumber.objects.filter(list_name=NAO_ME_LIGUE_SP).delete()
    keys = {key_of(number) for number in numbers}
    ListedNumber.objects.bulk_create(
        [
            ListedNumber(
                organisation_id=organisation_id,
                list_name=NAO_ME_LIGUE_SP,
                key_hash=key,
                listed_on=listed_on,
                authorised=key in authorised,
            )
            for key in (*keys, key_of(LOADED))
        ],
        batch_size=2000,
    )
    return len(keys)
