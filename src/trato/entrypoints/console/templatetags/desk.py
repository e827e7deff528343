"""Icons, chips, money and dates for the console's templates."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache, lru_cache

from babel.dates import format_date, format_datetime
from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language as chosen_language
from django.utils.translation import gettext, ngettext, to_locale

from trato.entrypoints.console import masking, words
from trato.entrypoints.console.entered import Entered
from trato.entrypoints.console.rule_words import in_readers_language
from trato.entrypoints.console.templatetags.kept import translate
from trato.entrypoints.console.window import window_left
from trato.foundation import clock
from trato.foundation.ids import new_id
from trato.foundation.money import brl as in_reais
from trato.foundation.turning import written_instant

register = template.Library()
# Loaded after the framework's own: the same tag, quicker.
register.tag("trans", translate)
_HOUR = timedelta(hours=1)
NOTHING = "\u2013"


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Draw one icon of the sprite; it says nothing that words beside it do not."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("console/icons.svg"),
        name,
    )


@register.simple_tag
def chip(family: str, state: object) -> SafeString:
    """Show a state as icon and words in its meaning's colour."""
    return _chip(family, str(state), chosen_language())


@lru_cache(512)
def _chip(family: str, state: str, _language: str | None) -> SafeString:
    sign = words.sign(family, state)
    tone = f" chip-{sign.tone}" if sign.tone else ""
    return format_html('<span class="chip{}">{}{}</span>', tone, icon(sign.icon), sign.label)


@register.filter
def called(value: object, family: str) -> words.Words:
    """Return what a value of a family is called on screen."""
    return words.name(family, str(value))


@register.filter
def rule_words(text: str) -> str:
    """Show what a rule says in the reader's language, or as Portuguese where nobody knows how."""
    words = in_readers_language(text)
    return format_html('<span lang="pt-BR">{}</span>', text) if words is None else words


@register.simple_tag
def mark(value: str) -> SafeString:
    """Show how well a rule's source is known."""
    return format_html(
        '<abbr class="mark" title="{}: {}">{}</abbr>', value, words.name("mark", value), value
    )


@register.simple_tag
def fresh_key() -> str:
    """Return a key that makes a form sent twice one message."""
    return str(new_id())


@register.filter
def wordlist(text: str) -> list[str]:
    """Return the words of a text, for a loop over a few names."""
    return text.split()


@register.filter
def entry(mapping: Mapping[str, object], name: str) -> object:
    """Return what a mapping has under a name, or nothing."""
    return mapping.get(name, "")


@register.filter
def fit_name(name: str, who: Entered | None) -> str:
    """Return a person's name as the viewer's role may read it."""
    return masking.fit_name(name, who)


@register.filter
def fit_text(text: str, who: Entered | None) -> str:
    """Return what was said as the viewer's role may read it."""
    return masking.fit_text(text, who)


@register.filter
def of(mapping: Mapping[object, object], key: object) -> object:
    """Return what a mapping has under a key, or nothing."""
    return mapping.get(key)


@register.filter
def bps(share: int) -> str:
    """Write basis points as a percentage: `12,5 %`."""
    return percent(share / 100).replace(",0", "").replace(".0", "")


@register.filter
def brl(amount_cents: int | None) -> str:
    """Write cents as `R$ 1.234,56`, never broken over two lines."""
    return "" if amount_cents is None else in_reais(amount_cents).replace(" ", "\u00a0")


@register.filter
def number(value: int | None) -> str:
    """Write a count with the separators of the reader's language."""
    if value is None:
        return NOTHING
    return (
        f"{value:,}"
        if (chosen_language() or "").startswith("en")
        else f"{value:,}".replace(",", ".")
    )


@register.filter
def percent(value: float | None) -> str:
    """Write a share with one decimal."""
    if value is None:
        return NOTHING
    text = f"{value:.1f}\u00a0%"
    return text if (chosen_language() or "").startswith("en") else text.replace(".", ",")


@register.simple_tag
def when(value: datetime | None) -> SafeString:
    """Show an instant: relative within the hour, else `qui., 26 nov., 14:20`; absolute on hover."""
    if value is None:
        return _nothing()
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        _absolute(value),
        _near(value),
    )


@register.simple_tag
def at(value: datetime | None) -> SafeString:
    """Show an instant as date and time, always absolute."""
    if value is None:
        return _nothing()
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), _absolute(value))


@register.simple_tag
def exact(value: datetime) -> SafeString:
    """Show an instant to the second, for a chain of events."""
    local = format_datetime(timezone.localtime(value), "d MMM, HH:mm:ss", locale=_locale())
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(), _in_case(str(local), _locale())
    )


@register.simple_tag
def hour(value: datetime) -> SafeString:
    """Show the time of day; the date on hover."""
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        _absolute(value),
        local.strftime("%H:%M"),
    )


@register.filter
def day(value: date | None) -> str:
    """Write a civil date as `26/11/2026`."""
    return value.strftime("%d/%m/%Y") if value else NOTHING


@register.filter
def daystamp(value: datetime) -> str:
    """Write the day of an instant, for a thread's separators."""
    local, locale = timezone.localtime(value).date(), _locale()
    pattern = "EEEE, d MMMM" if locale.startswith("en") else "EEEE, d 'de' MMMM"
    if not _is_this_year(local):
        pattern += " y" if locale.startswith("en") else " 'de' y"
    return str(format_date(local, pattern, locale=locale))


@register.filter
def instant(value: datetime) -> str:
    """Write an instant as an address holds it."""
    return written_instant(value)


@register.filter
def last_day(value: datetime) -> date:
    """Return the last civil day before an instant: until when something that ends then stands."""
    return timezone.localtime(value - timedelta(microseconds=1)).date()


def _nothing() -> SafeString:
    return format_html('<span class="note">{}</span>', NOTHING)


def _locale() -> str:
    return to_locale(chosen_language() or "pt-br")


def _in_case(words: str, locale: str) -> str:
    """Days and months are written small in Portuguese, and are names in English."""
    return words if locale.startswith("en") else words.lower()


def _is_this_year(local: date) -> bool:
    return local.year == timezone.localtime(clock.now()).year


def _absolute(value: datetime) -> str:
    minute = timezone.localtime(value).replace(second=0, microsecond=0)
    pattern = "EEE, d MMM, HH:mm" if _is_this_year(minute) else "EEE, d MMM y, HH:mm"
    return _written(minute, pattern, _locale())


@lru_cache(4096)
def _written(minute: datetime, pattern: str, locale: str) -> str:
    return _in_case(str(format_datetime(minute, pattern, locale=locale)), locale)


def _near(value: datetime) -> str:
    past = clock.now() - value
    if timedelta(0) <= past < timedelta(minutes=1):
        return gettext("agora")
    if timedelta(0) <= past < _HOUR:
        minutes = int(past.total_seconds() // 60)
        return ngettext("há %(n)d min", "há %(n)d min", minutes) % {"n": minutes}
    return _absolute(value)


@register.simple_tag
def window(last_inbound_at: datetime | None) -> SafeString:
    """Show how long the provider still lets us write freely: a day from the person's last word.

    The page's script lets it tick; the door alone decides.
    """
    left = window_left(last_inbound_at)
    hours, minutes_left = divmod(int(left.total_seconds()) // 60, 60)
    is_open = left > timedelta()
    text = (
        gettext("janela aberta: %(hours)d h %(minutes)02d min")
        % {"hours": hours, "minutes": minutes_left}
        if is_open
        else gettext("janela fechada: só modelos aprovados saem")
    )
    return format_html(
        '<span class="chip chip-{}" data-window="{}" data-open="{}" data-shut="{}">'
        "{}<span>{}</span></span>",
        "ok" if left > _HOUR else "wait" if is_open else "stop",
        int(left.total_seconds()),
        gettext("janela aberta: {h} h {m} min"),
        gettext("janela fechada: só modelos aprovados saem"),
        icon("clock"),
        text,
    )


@register.simple_tag
def window_seconds(last_inbound_at: datetime | None) -> int:
    """Return the seconds that are left of the window, none when it is shut."""
    return int(window_left(last_inbound_at).total_seconds())


@register.simple_tag
def minutes(seconds: float) -> str:
    """Write a span of whole minutes, or of seconds where it is shorter than one."""
    return f"{int(seconds // 60)} min" if seconds >= 60 or not seconds else f"{int(seconds)} s"
