"""The portal's settings without the portal: only what a session and a person need."""

from seoul_portal.settings import *  # noqa: F403

ROOT_URLCONF = "bench.floor"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # allauth does not start without it; it leaves this page alone
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
