"""The language an account is written to in: the one its user chose last, in whichever browser."""

from trato.book.access.models import AccountLanguage


def keep_language(user_id: int, code: str) -> None:
    """Keep what a user chose."""
    AccountLanguage.objects.update_or_create(user_id=user_id, defaults={"code": code})


def language_of(user_id: int) -> str:
    """Return the code of a user's language, or nothing where none was ever chosen."""
    return (
        AccountLanguage.objects.filter(user_id=user_id).values_list("code", flat=True).first() or ""
    )
