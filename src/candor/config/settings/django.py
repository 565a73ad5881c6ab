"""Django's settings, made from the instance's. Wiring only: nothing here is meant to be changed by an owner."""

from __future__ import annotations

from pathlib import Path

from candor import config
from candor.config.settings.instance import load_settings
from candor.kernel.db import newer_sqlite

newer_sqlite.install()

INSTANCE = load_settings()

(INSTANCE.home / "tmp").mkdir(exist_ok=True)

SECRET_KEY = INSTANCE.secret
DEBUG = False
# Links are made from the base URL alone; the health probes and reverse proxies may come by address.
ALLOWED_HOSTS = [INSTANCE.host, "localhost", "127.0.0.1", "[::1]"]
ROOT_URLCONF = "candor.config.urls"
WSGI_APPLICATION = "candor.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Account"
APPEND_SLASH = True

# From the top of the house to its ground floor.
SLICES = [
    "candor.helpdesk",
    "candor.newsletters",
    "candor.business",
    "candor.licences",
    "candor.catalogue",
    "candor.knowledge",
    "candor.privacy",
    "candor.mail",
    "candor.people",
    "candor.ui",
    "candor.kernel",
]
INSTALLED_APPS = [*SLICES]

MIDDLEWARE = [
    "candor.kernel.http.proxies.TrustedProxies",
    "candor.kernel.http.middleware.RequestGuard",
    "candor.kernel.http.middleware.SecurityHeaders",
    "candor.people.middleware.Sessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "candor.people.middleware.Locale",
    "candor.kernel.http.csrf.CrossSiteGuard",
    "candor.kernel.http.middleware.Policies",
]

DATABASES = {"default": newer_sqlite.database_settings(INSTANCE.home, INSTANCE.database)}

SESSION_ENGINE = "candor.people.sessions"
SESSION_COOKIE_NAME = f"__Host-candor-{INSTANCE.name}" if INSTANCE.is_https else f"candor-{INSTANCE.name}"
SESSION_COOKIE_SECURE = INSTANCE.is_https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_USE_SESSIONS = True
# Also where a proxy does not say that it speaks https: the web server itself is asked by plain http.
CSRF_TRUSTED_ORIGINS = [INSTANCE.base_url]
CSRF_FAILURE_VIEW = "candor.kernel.http.csrf.refused"
ERROR_VIEW = "candor.ui.errors.error"
SIGN_IN_AGAIN_VIEW = "candor.people.views.sign_in.sign_in_again"
QUEUE_MAIL = "candor.mail.public.queue_mail"
NOTICE_VERSION = "candor.privacy.public.current_notice_version"
OPEN_CASE = "candor.helpdesk.actions.errands.open_case"
PAGE_VIEW = "candor.ui.public.page"
SECURE_SSL_REDIRECT = False  # the reverse proxy's task; the base URL says which scheme links carry
SECURE_HSTS_SECONDS = 31_536_000 if INSTANCE.is_https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

PASSWORD_HASHERS = ["candor.people.passwords.Argon2"]

TEMPLATES = [
    {
        "BACKEND": "candor.ui.jinja.Pages",
        "APP_DIRS": True,
        "DIRS": [],
        "OPTIONS": {},
    },
]

# Django's own templates of form controls, by Jinja: a form of nine fields takes a third of the time.
FORM_RENDERER = "django.forms.renderers.Jinja2"

LANGUAGE_CODE = INSTANCE.language
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [str(Path(config.__file__).parent / "locale")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 262_144
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = str(INSTANCE.home / "tmp")
FILE_UPLOAD_PERMISSIONS = 0o600

SCHEDULE = "candor.config.schedule.SCHEDULE"
LOGGING_CONFIG = None  # kernel.logs owns logging: allow-listed fields, no personal data
EMAIL_BACKEND = "candor.mail.no_direct_mail.EmailBackend"  # every mail goes through the outbox
SILENCED_SYSTEM_CHECKS = [
    "security.W001",  # kernel.http.middleware.SecurityHeaders sets these headers
    "security.W002",  # and this one, by frame-ancestors
    "security.W003",  # kernel.http.csrf guards every unsafe request
    "security.W004",  # HSTS is set when the base URL is https
    "security.W008",  # redirecting to https is the reverse proxy's task
]
