"""Django's settings for the desk lane; everything that varies comes from `foundation/settings`."""

from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from trato.foundation import settings

_CONSOLE = Path(__file__).parent / "console"


def _database(url: str) -> dict[str, Any]:
    parts = conninfo_to_dict(url) if url else {}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "trato"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        # The same few statements come all day long: they are planned once a connection.
        # What else the address says (sslmode and its like) is the driver's to follow.
        "OPTIONS": {
            "connect_timeout": 5,
            "server_side_binding": True,
            "prepare_threshold": 3,
            **_rest(parts),
        },
    }


def _rest(parts: dict[str, Any]) -> dict[str, Any]:
    named = {"dbname", "user", "password", "host", "port"}
    return {name: value for name, value in parts.items() if name not in named}


def single_sign_on_apps(chosen: tuple[str, str, str, str] | None) -> dict[str, Any]:
    """Return the sign-in library's setting for a provider, or for none."""
    if chosen is None:
        return {}
    url, client, secret, name = chosen
    app = {
        "provider_id": "sso",
        "name": name,
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": url, "oauth_pkce_enabled": True, "fetch_userinfo": True},
    }
    return {"openid_connect": {"APPS": [app]}}


SECRET_KEY = settings.secret_key()
DEBUG = settings.debug()
ALLOWED_HOSTS = settings.allowed_hosts()
DATABASES = {"default": _database(settings.database_url())}
if settings.owner_database_url():
    DATABASES["owner"] = _database(settings.owner_database_url())

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "trato.foundation.apps.Foundation",
    "trato.book.organisations",
    "trato.book.access",
    "trato.book.certificates",
    "trato.book.files",
    "trato.book.tokens",
    "trato.book.people",
    "trato.book.portfolios",
    "trato.journal",
    "trato.door.consent",
    "trato.door.outbox",
    "trato.casework.chats",
    "trato.casework.conversations",
    "trato.casework.negotiation",
    "trato.casework.payments",
    "trato.casework.reception",
    "trato.casework.requests",
    "trato.casework.sorting",
    "trato.casework.training",
    "trato.speakers.campaigns",
    "trato.speakers.desk",
    "trato.insights.archive",
    "trato.insights.evidence",
    "trato.insights.retention",
    "trato.insights.reviews",
    "trato.insights.monitoring",
    "trato.insights.notices",
    "trato.entrypoints.ingest",
    "trato.entrypoints.console",
    "trato.entrypoints.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "trato.entrypoints.console.headers.StrictContent",
    "trato.entrypoints.api.edge.Edge",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "trato.entrypoints.console.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "trato.entrypoints.console.storable.Storable",
]

ROOT_URLCONF = "trato.entrypoints.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_CONSOLE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "trato.entrypoints.console.page.frame",
            ]
        },
    }
]

AUTHENTICATION_BACKENDS = [
    "trato.entrypoints.console.signed_in.ByName",
    "trato.entrypoints.console.signed_in.ByEmail",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
# An authenticator and its codes change hands only after the password is given again.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Who has no account gets no letter that says so.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# How long the address in a letter about a forgotten password is good for.
PASSWORD_RESET_TIMEOUT = 4 * 3600
MFA_TOTP_ISSUER = "Trato"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "trato.entrypoints.console.passkeys.AddPasskey",
    "edit_webauthn": "trato.entrypoints.console.passkeys.NamePasskey",
    "authenticate_webauthn": "trato.entrypoints.console.passkeys.SecondFactor",
    "reauthenticate_webauthn": "trato.entrypoints.console.passkeys.SameUser",
    "login_webauthn": "trato.entrypoints.console.passkeys.Passwordless",
}
# As many as sign in with a password: nothing can be guessed here, but each try costs a signature.
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
MFA_ADAPTER = "trato.entrypoints.console.accounts.SealedFactors"
ACCOUNT_ADAPTER = "trato.entrypoints.console.accounts.ClosedSignup"
SOCIALACCOUNT_ADAPTER = "trato.entrypoints.console.single_sign_on.MembersOnly"
SOCIALACCOUNT_STORE_TOKENS = False
# What the provider is called with comes from the environment: no secret is in a table.
SOCIALACCOUNT_PROVIDERS = single_sign_on_apps(settings.oidc())
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

LANGUAGE_CODE = "pt-br"
LANGUAGES = [("pt-br", "Português"), ("en", "English")]
LOCALE_PATHS = [_CONSOLE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Sao_Paulo"

STATIC_URL = "/static/"
STATICFILES_DIRS: list[Path] = []
WHITENOISE_USE_FINDERS = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Tries are counted and used codes marked for all web processes together.
CACHES = {"default": {"BACKEND": "trato.entrypoints.console.shared_cache.SharedCache"}}

# A file on its way in never lies on the disk under a name, or readable.
FILE_UPLOAD_HANDLERS = ["trato.entrypoints.console.uploads.Nameless"]

SESSION_ENGINE = "trato.entrypoints.console.signed_in"
# Whatever the way in, a session goes with the browser, and is over after a shift.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = not settings.insecure_cookies()
CSRF_COOKIE_SECURE = not settings.insecure_cookies()
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
EMAIL_BACKEND = "trato.entrypoints.console.mail.QueuedMail"
LOGGING_CONFIG = None
