"""Settings from the environment: the only reader of it. The table of variables is in README.md."""

import fcntl
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from admin_app.i18n import LANGUAGES

VERSION = "0.1.0"
ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
MAX_UPLOAD_BYTES = 55 * 1024 * 1024
SECRET_MIN_LENGTH = 16
LOG_LEVELS = ("debug", "info", "warning", "error")

_POSTGRESQL_NAMES = ("postgres", "postgresql", "postgresql+psycopg")
_SQLITE_NAMES = ("sqlite", "sqlite+pysqlite")
_GETTEXT_LIST = re.compile(r"[a-z]{2,3}([_.@:][\w.@:-]*)+", re.IGNORECASE)


class ConfigError(Exception):
    """The environment holds wrong settings; `problems` has one line for each, without secrets."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _database_url(text: str) -> str:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError("is not an address of a database") from None
    if url.drivername in _POSTGRESQL_NAMES:
        if not url.database:
            raise ValueError("names no database: postgresql://user:password@host/name")
        url = url.set(drivername="postgresql+psycopg")
    elif url.drivername not in _SQLITE_NAMES:
        raise ValueError("must begin with sqlite:/// or postgresql://")
    elif url.database and url.database != ":memory:":
        # Flask-SQLAlchemy would take a relative path from the instance folder: unexpected here
        url = url.set(database=str(ROOT / url.database))
    return url.render_as_string(hide_password=False)


def _secret(text: str) -> str:
    if text and len(text) < SECRET_MIN_LENGTH:
        raise ValueError(f"must have at least {SECRET_MIN_LENGTH} characters")
    return text


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - a wrong port is found on reading
    except ValueError:
        raise ValueError("is not a valid address") from None
    return parts


def _base_url(text: str) -> str:
    if not text:
        return text
    parts = _split(text.rstrip("/"))
    bare = not (parts.path or parts.query or parts.fragment or parts.username)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not bare:
        raise ValueError("must look like https://desk.example.com, without a path")
    return f"{parts.scheme}://{parts.netloc}"


def _server_url(text: str, *, schemes: tuple[str, ...]) -> str:
    if not text:
        return text
    parts = _split(text)
    if parts.scheme not in schemes or not (parts.hostname or parts.scheme == "unix"):
        raise ValueError(f"must look like {schemes[0]}://host:port ({', '.join(schemes)})")
    return text


def _files_url(text: str) -> str:
    parts = _split(text)
    if parts.scheme == "s3":
        if find_spec("boto3") is None:
            raise ValueError("needs the extra s3, which is not installed: pip install boto3")
        s3_place(text)
        return text
    if parts.scheme == "file" and parts.netloc in {"", "localhost"}:
        text = unquote(parts.path)
    elif parts.scheme:
        raise ValueError("must be a folder, as a path or file:///path, or s3://bucket/prefix")
    return str(ROOT / text)


@dataclass(frozen=True)
class S3Place:
    """Where files of cards are in an S3 server; empty parts are left to the standard variables.

    `folder` is the local one of what cannot be there: files of imports and exports.
    """

    bucket: str
    prefix: str = ""
    region: str | None = None
    endpoint: str | None = None
    access_key: str | None = field(default=None, repr=False)
    secret_key: str | None = field(default=None, repr=False)
    folder: str = ""


def s3_place(text: str) -> S3Place:
    """Read `s3://[KEY:SECRET@]bucket/prefix?region=…&endpoint=…&folder=…`; raises ValueError."""
    parts = _split(text)
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", parts.hostname or ""):
        raise ValueError("names no bucket: s3://bucket/prefix")
    prefix = unquote(parts.path).strip("/")
    if not re.fullmatch(r"[\w.=/-]{0,200}", prefix, re.ASCII) or ".." in prefix or "//" in prefix:
        raise ValueError("has a prefix with other signs than letters, digits and . _ - = /")
    given = parse_qs(parts.query, keep_blank_values=True)
    if wrong := sorted(set(given) - {"region", "endpoint", "folder"}):
        raise ValueError(f"knows region, endpoint and folder, not {', '.join(wrong)}")
    if endpoint := given.get("endpoint", [None])[0]:
        server = _split(endpoint)
        if server.scheme not in {"http", "https"} or not server.hostname:
            raise ValueError("has an endpoint that does not look like https://s3.example.com")
    if bool(parts.username) != bool(parts.password):
        raise ValueError("has a key without its secret: s3://KEY:SECRET@bucket/prefix")
    return S3Place(
        bucket=parts.hostname or "",
        prefix=f"{prefix}/" if prefix else "",
        region=given.get("region", [None])[0] or None,
        endpoint=endpoint or None,
        access_key=unquote(parts.username) if parts.username else None,
        secret_key=unquote(parts.password) if parts.password else None,
        folder=given.get("folder", [""])[0],
    )


def _language(text: str) -> str:
    if text in LANGUAGES:
        return text
    if not _GETTEXT_LIST.fullmatch(text):
        raise ValueError(f"must be one of {', '.join(LANGUAGES)}, not {text!r}")
    # desktops export LANGUAGE=en_US:en for gettext: a list of wishes, not a mistake
    wishes = (re.split(r"[_.@]", wish)[0].lower() for wish in text.split(":"))
    return next((wish for wish in wishes if wish in LANGUAGES), "en")


def _time_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ValueError(f"must be a name like Europe/Warsaw, not {text!r}") from None
    return text


def _mail_from(text: str) -> str:
    address = r"[^@\s<>\",]+@[^@\s<>\",]+"
    if text and not re.fullmatch(rf"{address}|[^<>@\r\n\"]*<{address}>", text):
        raise ValueError("must look like Service desk <desk@example.com>")
    return text


def _host(text: str) -> str:
    if not re.fullmatch(r"[\w.:-]+", text, re.ASCII):
        raise ValueError(f"must be a name or an address to listen on, not {text!r}")
    return text


def _log_level(text: str) -> str:
    level = text.lower()
    if level not in LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}, not {text!r}")
    return level


def _whole(text: object, *, low: int, high: int) -> int:
    number = str(text)
    if not re.fullmatch(r"\d{1,6}", number, re.ASCII) or not low <= int(number) <= high:
        raise ValueError(f"must be a whole number from {low} to {high}, not {number!r}")
    return int(number)


_REDIS = partial(_server_url, schemes=("redis", "rediss", "unix"))
_SMTP = partial(_server_url, schemes=("smtp", "smtps", "smtp+starttls"))
_IMAP = partial(_server_url, schemes=("imaps", "imap", "imap+starttls"))


class Settings(BaseSettings):
    """All that the environment may say, checked; fields bear the variables' names in lower case.

    Made by `load_settings`. Addresses that may hold a password are left out of `repr`.
    """

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    database_url: Annotated[str, BeforeValidator(_database_url)] = Field(repr=False)
    secret_key: Annotated[str, BeforeValidator(_secret)] = Field(default="", repr=False)
    base_url: Annotated[str, BeforeValidator(_base_url)] = ""
    redis_url: Annotated[str, BeforeValidator(_REDIS)] = Field(default="", repr=False)
    smtp_url: Annotated[str, BeforeValidator(_SMTP)] = Field(default="", repr=False)
    imap_url: Annotated[str, BeforeValidator(_IMAP)] = Field(default="", repr=False)
    files_url: Annotated[str, BeforeValidator(_files_url)] = Field(repr=False)
    language: Annotated[str, BeforeValidator(_language)] = "en"
    time_zone: Annotated[str, BeforeValidator(_time_zone)] = "UTC"
    mail_from: Annotated[str, BeforeValidator(_mail_from)] = "Kontora <kontora@localhost>"
    trusted_proxies: Annotated[int, BeforeValidator(partial(_whole, low=0, high=10))] = 0
    metrics_token: Annotated[str, BeforeValidator(_secret)] = Field(default="", repr=False)
    host: Annotated[str, BeforeValidator(_host)] = "127.0.0.1"
    port: Annotated[int, BeforeValidator(partial(_whole, low=1, high=65535))] = 8000
    log_level: Annotated[str, BeforeValidator(_log_level)] = "info"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load_settings` hands over, so that a test's mapping is the whole world."""
        return (init_settings,)

    @property
    def database(self) -> URL:
        """The database address in parts."""
        return make_url(self.database_url)

    @property
    def on_sqlite(self) -> bool:
        """Whether the database is SQLite; otherwise it is PostgreSQL."""
        return self.database.get_backend_name() == "sqlite"

    @property
    def files_folder(self) -> Path:
        """The local folder of uploaded and exported files."""
        if self.s3 is not None:
            return ROOT / self.s3.folder if self.s3.folder else INSTANCE / "files"
        return Path(self.files_url)

    @property
    def s3(self) -> S3Place | None:
        """The S3 server of the files of cards, None where they are in the local folder."""
        return s3_place(self.files_url) if self.files_url.startswith("s3://") else None

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of people who have not chosen their own."""
        return ZoneInfo(self.time_zone)

    def flask_config(self) -> dict[str, object]:
        """The settings as Flask and its extensions call them."""
        secure = self.base_url.startswith("https:")
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": self._engine_options(),
            "SESSION_COOKIE_NAME": "kontora_session",
            "SESSION_COOKIE_SECURE": secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "REMEMBER_COOKIE_NAME": "kontora_remember",
            "REMEMBER_COOKIE_SECURE": secure,
            "REMEMBER_COOKIE_HTTPONLY": True,
            "REMEMBER_COOKIE_SAMESITE": "Lax",
            "PREFERRED_URL_SCHEME": "https" if secure else "http",
            "MAX_CONTENT_LENGTH": MAX_UPLOAD_BYTES,
            "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a form may wait over night
            "BABEL_DEFAULT_LOCALE": self.language,
            "BABEL_DEFAULT_TIMEZONE": "UTC",
        }

    def _engine_options(self) -> dict[str, object]:
        common: dict[str, object] = {"hide_parameters": True}  # values never get into logs
        if self.on_sqlite:
            return common | {"connect_args": {"timeout": 30}}
        return common | {"pool_pre_ping": True, "connect_args": {"connect_timeout": 10}}


def load_settings(
    environ: Mapping[str, str] | None = None, *, instance: Path = INSTANCE
) -> Settings:
    """Read and check the variables of `environ`, by default of the process.

    With the defaults the folder `instance` is made, and with SQLite a secret key is made there
    once and kept. Raises ConfigError with all problems at once.
    """
    environ = os.environ if environ is None else environ  # noqa: TID251 - the one reader
    problems = [f"{name}: unknown variable" for name in environ if name.startswith("KONTORA_")]
    settings: Settings | None = None
    try:
        settings = Settings.model_validate(_values(environ, instance))
    except ValidationError as error:
        problems += [_line(str(e["loc"][0]), e.get("ctx", {}), e["msg"]) for e in error.errors()]
    if settings and not settings.secret_key and not settings.on_sqlite:
        problems.append("SECRET_KEY: is required with PostgreSQL; a long random text")
    if problems or settings is None:
        raise ConfigError(problems)
    return _prepared(settings, instance)


def _values(environ: Mapping[str, str], instance: Path) -> dict[str, str]:
    source = EnvSettingsSource(Settings, case_sensitive=True, env_ignore_empty=True)
    names = {name.upper(): name for name in Settings.model_fields}
    source.env_vars = {names[key]: environ[key].strip() for key in environ if key in names}
    values = {
        "database_url": f"sqlite:///{instance / 'kontora.sqlite3'}",
        "files_url": str(instance / "files"),
    }
    return values | {key: value for key, value in source().items() if value}


def _own_address(host: str, port: int) -> str:
    """Where this machine's browser finds the server, for people who set no BASE_URL."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _line(field: str, context: Mapping[str, object], message: str) -> str:
    return f"{field.upper()}: {context.get('error', message)}"


def _prepared(settings: Settings, instance: Path) -> Settings:
    """Fill the defaults that follow from others; make the instance folder and the kept key."""
    filled: dict[str, str] = {}
    if not settings.base_url:
        filled["base_url"] = _own_address(settings.host, settings.port)
    try:
        if instance in Path(settings.database.database or "").parents:
            instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not settings.secret_key:
            filled["secret_key"] = _kept_key(instance / "secret_key")
    except OSError as error:
        raise ConfigError([f"cannot write to {instance}: {error.strerror}"]) from None
    return settings.model_copy(update=filled)


def _kept_key(path: Path) -> str:
    """The key in the file, made on the first call by whichever process comes first."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            if not path.exists():
                _write_key(path)
        finally:
            os.close(folder)
    key = path.read_text().strip()
    if len(key) < SECRET_MIN_LENGTH:
        raise ConfigError([f"{path} holds no usable key; remove it to have a new one made"])
    return key


def _write_key(path: Path) -> None:
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    draft.replace(path)
