"""Django's settings, read from the environment (`.env.example` lists every variable)."""

import os
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import bootstrap_wrapper
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import env, guard

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

# Neither serves anybody.
TESTING = not sys.modules.keys().isdisjoint({"pytest", "mypy"})
DEMO = env.flag("DEMO", default=False)
DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY") or env.kept_key(
    DATA_DIR / "secret_key", default=guard.DEMO_SECRET_KEY if DEMO or TESTING else ""
)
# What signatures are sealed with; without it a key derived from SECRET_KEY.
SIGNOFF_KEY = env.text("SIGNOFF_KEY")
SIGNOFF_OLD_KEYS = env.words("SIGNOFF_OLD_KEYS")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
DELIVERED_TO = env.one_of("DELIVERY", "smtp", "mailbox", default="mailbox" if DEMO else "smtp")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
if (
    reason := ""
    if TESTING
    else guard.reason_against_starting(
        demo=DEMO,
        debug=DEBUG,
        secret_key=SECRET_KEY,
        site_url=SITE_URL,
        hosts=ALLOWED_HOSTS,
        delivery=DELIVERED_TO,
    )
):
    raise ImproperlyConfigured(reason)
IS_HTTPS = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "django_linear_migrations",
    "lucide",
    "template_partials",
    "accounts",
    "postmortems",
    "notifications",
    "config",
]

MIDDLEWARE = [
    "config.middleware.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.http.KeepPostMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "csp.middleware.CSPMiddleware",
    "postmortems.views.middleware.RenamedMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # Coverage counts the lines of templates, and finds them in this mode only.
            "debug": DEBUG or "COVERAGE_RUN" in os.environ,
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "notifications.context_processors.sending",
                "notifications.context_processors.inbox",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": env.database(env.text("DATABASE_URL"), data_dir=DATA_DIR)}
# Which database this folder belongs to: another one, copied into its place, is noticed by it.
EPOCH_FILE = DATA_DIR / "epoch"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
# In the database, also where there is a Redis: its absence must fail no page, and who guesses
# passwords must not be let go on meanwhile.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {"user_attributes": ["email", "full_name"]},
        "MinimumLengthValidator": {"min_length": 10},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
# Many tests sign in; a slow hash protects nothing there.
PASSWORD_HASHERS = [
    f"django.contrib.auth.hashers.{'MD5' if TESTING else 'PBKDF2'}PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "postmortems:home"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_SECURE = IS_HTTPS

SECURE_SSL_REDIRECT = IS_HTTPS
# The balancer's and the monitor's own questions come without TLS.
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

ACCOUNT_ADAPTER = "accounts.adapter.Adapter"
ACCOUNT_FORMS = {"reset_password": "accounts.forms.ResetPasswordForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# allauth's own would keep a second list of addresses, and mail resets to those of the past.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "keep_post": "120/h/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.text("TRUSTED_PROXY_COUNT", "0"))
# Only a proxy that we are told of may say that the browser came by https.
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
)

# Every mail goes through the outbox; DELIVERY is where the outbox hands them over.
EMAIL_BACKEND = "notifications.channels.django_mail.OutboxBackend"
DELIVERY = {
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "mailbox": "notifications.channels.mailbox.MailboxBackend",
}[DELIVERED_TO]
MAIL_DOMAIN = env.text("MAIL_DOMAIN") or urlsplit(SITE_URL).hostname
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = int(env.text("EMAIL_PORT", "25"))
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
# How long a mail is a worker's own; longer than it can take over one.
MAIL_LEASE = timedelta(seconds=float(env.text("LEASE_SECONDS", "120")))
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "Afterword <afterword@localhost>")

METRICS_TOKEN = env.text("METRICS_TOKEN")

IS_SERVING = not (DEMO or DEBUG or TESTING)
LOG_LEVEL = env.one_of(
    "LOG_LEVEL", "DEBUG", "INFO", "WARNING", "ERROR", default="INFO" if IS_SERVING else "WARNING"
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "config.logs.JSONFormatter"},
        "plain": {"format": "{levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {
        "lines": {
            "class": "logging.StreamHandler",
            "formatter": "json" if IS_SERVING else "plain",
        }
    },
    "root": {"handlers": ["lines"], "level": LOG_LEVEL},
    "loggers": {
        # Without handlers of their own, which would mail an exception's words or print a path.
        "django": {"handlers": [], "level": LOG_LEVEL},
        "uvicorn": {"handlers": [], "level": "WARNING", "propagate": True},
        # That it has ticked again is no news; a task that fails is an error.
        "celery": {"level": "WARNING"},
        "uvicorn.access": {"handlers": [], "propagate": False},
    },
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", bootstrap_wrapper.get_bootstrap_dir()),
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "attachments"},
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if TESTING
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
# Found as they are asked for, where nobody has collected them.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING or DEBUG

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# A post-mortem is one form: sixty timeline rows make some five hundred fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
