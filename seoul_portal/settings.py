"""Settings of the portal. Everything that differs between machines comes from the environment.

``DATABASE_URL`` and ``REDIS_URL`` are always set when the portal runs: by the operator in production,
by ``seoul_portal.local`` when nothing else provides them.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Literal

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("PORTAL_VAR", BASE_DIR / "var"))


def flag(name: str, *, default: bool = False) -> bool:
    """A yes/no environment variable."""
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


# --- What kind of installation this is -------------------------------------------------------------

# A demonstration shows its sign-ins and its mail on pages; none of that may exist in production.
DEMONSTRATION = flag("PORTAL_DEMONSTRATION")
PRODUCTION = flag("PORTAL_PRODUCTION", default=not DEMONSTRATION and not flag("PORTAL_TEST"))
if PRODUCTION and DEMONSTRATION:
    raise ImproperlyConfigured("PORTAL_DEMONSTRATION shows sign-ins and mail to anybody: not in production.")
# Whether the page that shows outgoing mail to anybody exists.
SHOW_MAIL = DEMONSTRATION or flag("PORTAL_TEST")
DEBUG = flag("PORTAL_DEBUG")
SECRET_KEY = os.environ.get("SECRET_KEY", "" if PRODUCTION else "not-secret-outside-production-" + "x" * 40)
# Former keys: what they locked and signed still opens.
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key]
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "" if PRODUCTION else "*").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]
PORTAL_ADDRESS = os.environ.get("PORTAL_ADDRESS", "http://127.0.0.1:8000").rstrip("/")
# KRDS reserves the government mark and the "official site" banner for government sites.
GOVERNMENT_SITE = flag("PORTAL_GOVERNMENT_SITE")

# --- Rooms -----------------------------------------------------------------------------------------

PORTAL_APPS = ["funding", "proposals", "groups", "villages", "accounts", "casework", "notices"]
INSTALLED_APPS = [
    "seoul_portal.apps.PortalConfig",
    *PORTAL_APPS,
    "seoul_portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.kakao",
    "allauth.socialaccount.providers.naver",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_filters",
    "django_htmx",
    "pgtrigger",
]

MIDDLEWARE = [
    "casework.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "seoul_portal.watching.WatchMiddleware",
    "seoul_portal.compression.QuickGZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "accounts.middleware.IdleSignOutMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "seoul_portal.errors.NotAPageMiddleware",
]

ROOT_URLCONF = "seoul_portal.urls"
WSGI_APPLICATION = "seoul_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "seoul_portal.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "seoul_portal.templatetags.portal"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "krds"
CRISPY_TEMPLATE_PACK = "krds"

# Our proxy says when a request reached it, and replaces what browsers claim (see deploy/Caddyfile).
PROXY_STAMPS_ARRIVAL = flag("PROXY_STAMPS_ARRIVAL")

# --- PostgreSQL, Redis, Celery ---------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", "postgresql://127.0.0.1/portal"), conn_health_checks=True
    )
}
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),  # what the address itself asks for, such as sslmode or a socket's folder
    "pool": {"min_size": 1, "max_size": int(os.environ.get("DATABASE_POOL", "8")), "timeout": 10},
    "connect_timeout": 5,
    # How often a question of ``prepared`` is asked on a connection before its plan is kept there. 0 for poolers between
    # portal and database that hand connections on within a session and know no prepared statements.
    "prepare_threshold": int(os.environ.get("DATABASE_PREPARE_AFTER", "2")) or None,
}
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("TEST_DATABASE", "test_portal")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": os.environ.get("CACHE_PREFIX", "portal"),
    }
}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)  # as Celery calls a Unix socket
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": os.environ.get("CACHE_PREFIX", "portal") + ":",
    # A request must not hang because Redis is away: publishing gives up at once, beat picks the work up later.
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "max_retries": 1,
    "visibility_timeout": 3600,
}
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "Asia/Seoul"

# --- Signing in ------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.Backend"]
# The permissions that open Django admin and staff pages; who holds them is decided upstairs, by a posting.
ADMIN_PERMISSION = "villages.use_admin"
STAFF_PERMISSION = "villages.use_staff_pages"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Staff sit at shared counters, residents at home: the Act's guidance asks for the shorter time for staff.
IDLE_SIGN_OUT_STAFF = timedelta(minutes=30)
IDLE_SIGN_OUT_RESIDENT = timedelta(minutes=60)
FRESH_SECOND_FACTOR = timedelta(minutes=5)

# --- Open data -------------------------------------------------------------------------------------

# Before the city's identifiers of grants and groups; whoever registers with 360Giving is given one.
GRANT_PREFIX = os.environ.get("GRANT_PREFIX", "360G-Seoul")
FUNDER_IDENTIFIER = os.environ.get("FUNDER_IDENTIFIER", "KR-GOV-6110000")

# --- Language and time -----------------------------------------------------------------------------

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
# One catalogue per room, so that each can be read, and checked, beside its code.
LOCALE_PATHS = [BASE_DIR / "locale" / room for room in ("seoul_portal", *PORTAL_APPS)]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE: Literal["Lax"] = "Lax"
TIME_ZONE = "Asia/Seoul"
USE_TZ = True

# --- Static files ----------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
FRONTEND_DIR = VAR_DIR / "frontend"  # built from npm packages by seoul_portal.local.frontend, never committed
STATICFILES_DIRS = [BASE_DIR / "static", FRONTEND_DIR]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if flag("PORTAL_TEST")
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Tests make hundreds of handlers: each finds a file when it is asked for, instead of listing all of them first.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = flag("PORTAL_TEST")
MEDIA_ROOT = VAR_DIR / "files"
# ClamAV's clamd, "host:port" or the path of its socket. Empty: files are not scanned.
PORTAL_CLAMD_ADDRESS = os.environ.get("PORTAL_CLAMD_ADDRESS", "")
# Typefaces for PDF, built from npm packages beside the front end, never committed.
FONTS_DIR = VAR_DIR / "fonts"

# --- E-mail and text messages ----------------------------------------------------------------------

EMAIL_BACKEND = os.environ.get(
    "EMAIL_BACKEND",
    "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "django.core.mail.backends.console.EmailBackend",
)
EMAIL_HOST = os.environ.get("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Three Citizens <no-reply@threecitizens.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Security --------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # data: the TOTP QR code, which must not be fetched a second time
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "upgrade-insecure-requests": PRODUCTION,
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = False
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "seoul_portal.errors.csrf_failure"
if PRODUCTION:
    SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # asked from inside, where no proxy speaks TLS
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

from seoul_portal.settings_accounts import *  # noqa: E402, F403 - allauth's settings, kept by accounts
from seoul_portal.settings_logging import LOGGING, METRICS_TOKEN  # noqa: E402, F401
from seoul_portal.settings_notices import *  # noqa: E402, F403 - how messages leave, kept by notices
from seoul_portal.settings_schedule import CELERY_BEAT_SCHEDULE  # noqa: E402, F401
