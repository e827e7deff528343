"""Settings, read from the environment once and checked with clear errors; the only reader of it."""

import os
import re
from datetime import datetime
from pathlib import Path

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_SECRET_MIN, _PORT_MAX = 32, 65535
_PROVIDER = re.compile(r"https://[^/]+|http://(127\.0\.0\.1|\[::1\]|localhost)(:\d+)?(/|$)")
_LEVELS = ("debug", "info", "warning", "error")
# The last label is never a number: browsers take no IP address for a domain.
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z](?:[a-z0-9-]*[a-z0-9])?")


class SettingError(Exception):
    """A setting is missing or wrong; the text names it and the remedy, never its value."""


def _text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def _number(name: str, default: float, *, minimum: float) -> float:
    raw = _text(name)
    if not raw:
        return default
    try:
        value = float(raw)
    except ValueError:
        raise SettingError(f"{name} deve ser um número.") from None
    if value < minimum:
        raise SettingError(f"{name} deve ser no mínimo {minimum:g}.")
    return value


def _port(name: str, default: int, *, minimum: int) -> int:
    port = int(_number(name, default, minimum=minimum))
    if port > _PORT_MAX:
        raise SettingError(f"{name} deve ser no máximo {_PORT_MAX}.")
    return port


def _provider(name: str, default: str = "") -> str:
    """Return a provider's address: what is said to it, secrets first, never goes in the clear."""
    url = _text(name, default)
    if url and not _PROVIDER.match(url):
        raise SettingError(
            f"{name} deve começar com https:// (http:// só para esta máquina, em simulações)."
        )
    return url


def clock() -> str:
    """Return the virtual clock's text form, or nothing for the wall clock.

    Raises:
        SettingError: it is not of the form `start|anchor|speed`.
    """
    text = _text("TRATO_CLOCK")
    if text and not _is_clock(text):
        raise SettingError(
            "TRATO_CLOCK deve ser início|âncora|velocidade, com fuso no início; sem ela vale o "
            "relógio da máquina."
        )
    return text


def _is_clock(text: str) -> bool:
    try:
        start, anchor, speed = text.split("|")
        float(anchor), float(speed)
        return datetime.fromisoformat(start).tzinfo is not None
    except ValueError:
        return False


def home() -> Path:
    """Return the folder that holds the embedded database and generated keys."""
    return Path(_text("TRATO_HOME") or ".trato").absolute()


def database_url() -> str:
    """Return the address the application role connects to; empty means the embedded server."""
    url = _text("TRATO_DATABASE_URL")
    if url and not url.startswith(("postgresql://", "postgres://")):
        raise SettingError("TRATO_DATABASE_URL deve começar com postgresql://")
    return url


def owner_database_url() -> str:
    """Return the address of the role that owns the tables: migrations only."""
    return _text("TRATO_OWNER_DATABASE_URL")


def master_key() -> str:
    """Return the base64 master key that wraps every organisation's key."""
    key = _text("TRATO_MASTER_KEY")
    if not key:
        raise SettingError(
            "TRATO_MASTER_KEY não está definida. Gere uma com: trato keys new (32 bytes em base64)."
        )
    return key


def secret_key() -> str:
    """Return Django's signing key.

    Raises:
        SettingError: it is missing, or short enough to be guessed.
    """
    key = _text("TRATO_SECRET_KEY")
    if not key:
        raise SettingError("TRATO_SECRET_KEY não está definida (50 caracteres aleatórios).")
    if len(key) < _SECRET_MIN:
        raise SettingError(
            f"TRATO_SECRET_KEY deve ter pelo menos {_SECRET_MIN} caracteres (50 aleatórios)."
        )
    return key


def allowed_hosts() -> list[str]:
    """Return the host names the web process answers for."""
    return [h for h in _text("TRATO_ALLOWED_HOSTS", "localhost,127.0.0.1").split(",") if h]


def debug() -> bool:
    """Return whether developer error pages are shown; never in production."""
    return _text("TRATO_DEBUG") == "1"


def insecure_cookies() -> bool:
    """Return whether cookies may travel over plain HTTP (loopback demo only)."""
    return _text("TRATO_INSECURE_COOKIES") == "1"


def whatsapp_base_url() -> str:
    """Return the Cloud API's address with its version."""
    return _provider("TRATO_WHATSAPP_URL", "https://graph.facebook.com/v25.0")


def whatsapp_token() -> str:
    """Return the Cloud API's system-user token: present in the dispatcher's environment only."""
    return _text("TRATO_WHATSAPP_TOKEN")


def pix_base_url() -> str:
    """Return the PSP's address of Bacen's Pix API."""
    return _provider("TRATO_PIX_URL")


def pix_client() -> tuple[str, str]:
    """Return the PSP's OAuth2 client id and secret."""
    return _text("TRATO_PIX_CLIENT_ID"), _text("TRATO_PIX_CLIENT_SECRET")


def smtp_url() -> str:
    """Return the mail server, `smtp://user:password@host:port` or `smtps://…`; empty: no mail.

    Raises:
        SettingError: it is none of these, or nobody is named as sender.
    """
    url = _text("TRATO_SMTP_URL")
    if url and not url.startswith(("smtp://", "smtps://")):
        raise SettingError("TRATO_SMTP_URL deve começar com smtp:// ou smtps://")
    if url and not mail_from():
        raise SettingError("TRATO_SMTP_URL está definida sem TRATO_MAIL_FROM (o remetente).")
    return url


def mail_from() -> str:
    """Return the sender of letters."""
    return _text("TRATO_MAIL_FROM")


def oidc() -> tuple[str, str, str, str] | None:
    """Return issuer, client id, client secret and name of the single sign-on; None: there is none.

    Raises:
        SettingError: it is set up by halves, or would go over plain HTTP.
    """
    url = _text("TRATO_OIDC_URL").rstrip("/")
    if not url:
        return None
    client, secret = _text("TRATO_OIDC_CLIENT_ID"), _text("TRATO_OIDC_CLIENT_SECRET")
    if not client or not secret:
        raise SettingError(
            "TRATO_OIDC_URL está definida sem TRATO_OIDC_CLIENT_ID e TRATO_OIDC_CLIENT_SECRET."
        )
    is_here = url.startswith(tuple(f"http://{host}" for host in ("127.0.0.1", "localhost")))
    if not url.startswith("https://") and not is_here:
        raise SettingError("TRATO_OIDC_URL deve começar com https://")
    return url, client, secret, _text("TRATO_OIDC_NAME", "SSO")


def passkey_domain() -> str:
    """Return the domain that passkeys are made for; empty: the host each page is asked for by.

    Raises:
        SettingError: it is no domain name.
    """
    domain = _text("TRATO_PASSKEY_DOMAIN").lower()
    if domain and not _DOMAIN.fullmatch(domain):
        raise SettingError(
            "TRATO_PASSKEY_DOMAIN deve ser só um domínio, como mesa.exemplo.com.br: sem https://, "
            "sem porta e sem barra; um endereço IP não serve."
        )
    return domain


def webhooks_to_loopback() -> bool:
    """Return whether webhooks may go to this machine, over plain HTTP too; for trials only."""
    return _text("TRATO_WEBHOOKS_LOOPBACK") == "1"


def web_address() -> tuple[str, int]:
    """Return host and port of the web process."""
    return _text("TRATO_WEB_HOST", "127.0.0.1"), _port("TRATO_WEB_PORT", 8000, minimum=1)


def raw_webhook_days() -> int:
    """Return for how many days the body of an unpacked webhook is kept.

    28 is a default of ours and the most there can be: the shortest month, so that no body outlives
    words that a policy of one month erases.

    Raises:
        SettingError: it is less than 7 or more than 28.
    """
    days = int(_number("TRATO_RAW_WEBHOOK_DAYS", 28, minimum=7))
    if days > 28:
        raise SettingError("TRATO_RAW_WEBHOOK_DAYS deve ser no máximo 28.")
    return days


def unknown_after_seconds() -> float:
    """Return how long (machine seconds) an unanswered send waits before a person is asked."""
    return _number("TRATO_UNKNOWN_AFTER_SECONDS", 900, minimum=1)


def check() -> None:
    """Check what every long-running process needs, before it starts.

    Raises:
        SettingError: something is missing or wrong; says what and how to mend it.
    """
    secret_key()
    master_key()
    clock()
    web_address()
    whatsapp_base_url()
    unknown_after_seconds()
    raw_webhook_days()
    ops_address()
    log_level()
    log_format()
    smtp_url()
    oidc()
    passkey_domain()
    if not database_url():
        raise SettingError(
            "TRATO_DATABASE_URL não está definida: o endereço do papel da aplicação, "
            "postgresql://usuario:senha@servidor/banco."
        )
    if pix_base_url() and not all(pix_client()):
        raise SettingError(
            "TRATO_PIX_URL está definida sem TRATO_PIX_CLIENT_ID e TRATO_PIX_CLIENT_SECRET."
        )


def ops_address() -> tuple[str, int] | None:
    """Return where health and metrics are served beside the process's own work; None is nowhere.

    Raises:
        SettingError: the address can be reached from outside and no token guards the metrics.
    """
    port = _port("TRATO_OPS_PORT", 0, minimum=0)
    if not port:
        return None
    host = _text("TRATO_OPS_HOST", "127.0.0.1")
    if host not in _LOOPBACK and not metrics_token():
        raise SettingError(
            "TRATO_OPS_HOST abre as métricas para fora desta máquina: defina TRATO_METRICS_TOKEN."
        )
    return host, port


def metrics_token() -> str:
    """Return the bearer token that metrics are shown for; without one, only on the ops port."""
    return _text("TRATO_METRICS_TOKEN")


def log_level() -> str:
    """Return the least important level that is logged: debug, info, warning or error."""
    level = _text("TRATO_LOG_LEVEL", "info").lower()
    if level not in _LEVELS:
        raise SettingError(f"TRATO_LOG_LEVEL deve ser um de: {', '.join(_LEVELS)}.")
    return level


def log_format() -> str:
    """Return how logs are written: json, terminal, or nothing: whatever the error stream is."""
    form = _text("TRATO_LOG_FORMAT").lower()
    if form not in ("", "json", "terminal"):
        raise SettingError("TRATO_LOG_FORMAT deve ser json ou terminal.")
    return form


def fault_points() -> str:
    """Return the named places at which a crash test kills this process."""
    return _text("TRATO_FAULT_POINTS")


def process_environment() -> dict[str, str]:
    """Return a copy of this process's environment, to start children with."""
    return dict(os.environ)
