"""Settings: what is accepted, what stops the start, and that no secret is shown."""

import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from admin_app.config import ROOT, ConfigError, S3Place, load_settings

KEY = "k" * 32
GIVEN = {"SECRET_KEY": KEY, "DATABASE_URL": "sqlite:////srv/kontora.sqlite3"}


@pytest.fixture
def load(tmp_path):
    def _load(**variables):
        return load_settings(GIVEN | variables, instance=tmp_path / "instance")

    return _load


def problems_of(load, **variables):
    with pytest.raises(ConfigError) as caught:
        load(**variables)
    return caught.value.problems


class TestDefaults:
    def test_all_have_one_without_any_variable(self, tmp_path):
        instance = tmp_path / "instance"
        settings = load_settings({}, instance=instance)
        assert settings.database_url == f"sqlite:///{instance}/kontora.sqlite3"
        assert settings.files_folder == instance / "files"
        assert settings.base_url == "http://127.0.0.1:8000"
        assert (settings.host, settings.port) == ("127.0.0.1", 8000)
        assert (settings.language, settings.zone.key) == ("en", "UTC")
        assert settings.on_sqlite

    def test_empty_means_not_set(self, load):
        assert load(PORT="", LANGUAGE=" ").port == 8000

    def test_names_are_upper_case_only(self, load):
        assert load(port="9000").port == 8000

    def test_the_mapping_is_the_whole_world(self, load, monkeypatch):
        monkeypatch.setenv("PORT", "9000")
        assert load().port == 8000

    def test_the_process_environment_is_the_default(self, monkeypatch, tmp_path):
        monkeypatch.setenv("PORT", "9000")
        assert load_settings(instance=tmp_path).port == 9000

    def test_own_address_follows_host_and_port(self, load):
        assert load(PORT="9000").base_url == "http://127.0.0.1:9000"
        assert load(HOST="0.0.0.0", PORT="80").base_url == "http://127.0.0.1:80"
        assert load(HOST="::1").base_url == "http://[::1]:8000"


class TestSecretKey:
    def test_is_made_once_and_kept_for_the_owner_only(self, tmp_path):
        first = load_settings({}, instance=tmp_path / "i").secret_key
        assert len(first) >= 48
        assert load_settings({}, instance=tmp_path / "i").secret_key == first
        assert stat.S_IMODE((tmp_path / "i" / "secret_key").stat().st_mode) == 0o600
        assert load_settings({}, instance=tmp_path / "other").secret_key != first

    def test_parallel_starts_agree(self, tmp_path):
        with ThreadPoolExecutor(8) as pool:
            keys = list(
                pool.map(lambda _: load_settings({}, instance=tmp_path).secret_key, range(16))
            )
        assert len(set(keys)) == 1

    def test_a_given_one_is_not_written(self, tmp_path):
        settings = load_settings({"SECRET_KEY": KEY}, instance=tmp_path / "i")
        assert settings.secret_key == KEY
        assert list((tmp_path / "i").iterdir()) == []

    def test_short_is_refused(self, load):
        assert problems_of(load, SECRET_KEY="secret") == [
            "SECRET_KEY: must have at least 16 characters"
        ]

    def test_emptied_file_is_refused(self, tmp_path):
        (tmp_path / "secret_key").write_text("")
        with pytest.raises(ConfigError, match="holds no usable key"):
            load_settings({}, instance=tmp_path)

    def test_is_required_with_postgresql(self, tmp_path):
        with pytest.raises(ConfigError) as caught:
            load_settings({"DATABASE_URL": "postgresql://h/kontora"}, instance=tmp_path)
        assert caught.value.problems == [
            "SECRET_KEY: is required with PostgreSQL; a long random text"
        ]
        assert list(tmp_path.iterdir()) == []

    def test_a_place_that_cannot_be_written_is_named(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(
            ConfigError, match=r"^cannot write to .*/file/instance: Not a directory"
        ):
            load_settings({}, instance=tmp_path / "file" / "instance")


class TestDatabaseUrl:
    @pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
    def test_postgresql_is_driven_by_psycopg(self, load, scheme):
        settings = load(DATABASE_URL=f"{scheme}://u:p%40ss@db:5433/kontora?sslmode=require")
        assert settings.database_url == (
            "postgresql+psycopg://u:p%40ss@db:5433/kontora?sslmode=require"
        )
        assert not settings.on_sqlite

    def test_relative_sqlite_path_is_from_the_program_folder(self, load):
        assert load(DATABASE_URL="sqlite:///data/k.db").database.database == str(ROOT / "data/k.db")

    @pytest.mark.parametrize(
        "url", ["mysql://h/d", "oracle://x", "kontora", "postgresql://h", "://"]
    )
    def test_others_are_refused_without_showing_them(self, load, url):
        (problem,) = problems_of(load, DATABASE_URL=url)
        assert problem.startswith("DATABASE_URL: ")
        assert url not in problem.replace("postgresql://user", "")


@pytest.mark.parametrize(
    ("name", "good", "kept"),
    [
        ("BASE_URL", "https://desk.example.com/", "https://desk.example.com"),
        ("SMTP_URL", "smtp+starttls://u:p@mail:587", "smtp+starttls://u:p@mail:587"),
        ("SMTP_URL", "smtps://mail", "smtps://mail"),
        ("IMAP_URL", "imaps://u:p@mail", "imaps://u:p@mail"),
        ("REDIS_URL", "unix:///run/redis.sock", "unix:///run/redis.sock"),
        ("FILES_URL", "file:///srv/my%20files", "/srv/my files"),
        ("FILES_URL", "files", str(ROOT / "files")),
        ("LANGUAGE", "uk", "uk"),
        ("LANGUAGE", "de_DE:pl_PL:en", "pl"),
        ("LANGUAGE", "de_DE:de", "en"),
        ("TIME_ZONE", "Europe/Kyiv", "Europe/Kyiv"),
        ("MAIL_FROM", "Desk <desk@example.com>", "Desk <desk@example.com>"),
        ("MAIL_FROM", "desk@example.com", "desk@example.com"),
        ("TRUSTED_PROXIES", "2", 2),
        ("PORT", "65535", 65535),
        ("HOST", "::", "::"),
        ("LOG_LEVEL", "WARNING", "warning"),
    ],
)
def test_good_values(load, name, good, kept):
    assert getattr(load(**{name: good}), name.lower()) == kept


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("BASE_URL", "desk.example.com"),
        ("BASE_URL", "https://desk.example.com/panel"),
        ("BASE_URL", "https://u:p@desk.example.com"),
        ("BASE_URL", "javascript:alert(1)"),
        ("SMTP_URL", "http://mail"),
        ("SMTP_URL", "smtp://mail:port"),
        ("IMAP_URL", "imaps://"),
        ("REDIS_URL", "localhost:6379"),
        ("FILES_URL", "ftp://host/files"),
        ("FILES_URL", "s3://"),
        ("FILES_URL", "s3://B_ucket"),
        ("FILES_URL", "s3://bucket/../else"),
        ("FILES_URL", "s3://bucket/?colour=red"),
        ("FILES_URL", "s3://bucket?endpoint=minio:9000"),
        ("FILES_URL", "s3://key@bucket"),
        ("LANGUAGE", "de"),
        ("TIME_ZONE", "Moscow"),
        ("TIME_ZONE", "../../etc/passwd"),
        ("MAIL_FROM", "desk"),
        ("MAIL_FROM", "Desk <a@b>\r\nBcc: <c@d>"),
        ("TRUSTED_PROXIES", "-1"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "8000a"),
        ("PORT", "8e3"),
        ("HOST", "http://127.0.0.1"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_wrong_values_are_one_line_each(load, name, bad):
    (problem,) = problems_of(load, **{name: bad})
    assert problem.startswith(f"{name}: ")
    assert "\n" not in problem


def test_all_problems_are_told_at_once(load):
    found = problems_of(load, PORT="x", TIME_ZONE="x", KONTORA_DEBUG="1")
    assert [line.split(":")[0] for line in found] == ["KONTORA_DEBUG", "TIME_ZONE", "PORT"]


def test_no_secret_is_shown(load):
    password = "hunter2hunter2hunter2"
    urls = {
        "DATABASE_URL": f"postgresql://u:{password}@h/d",
        "SMTP_URL": f"smtp://u:{password}@h",
        "IMAP_URL": f"imaps://u:{password}@h",
        "REDIS_URL": f"redis://:{password}@h",
        "SECRET_KEY": password,
    }
    assert password not in repr(load(**urls))
    broken = {name: url.replace("://", "!//") for name, url in urls.items() if "://" in url}
    assert password not in "\n".join(problems_of(load, **broken))


class TestFlaskConfig:
    def test_cookies_are_safe(self, load):
        config = load(BASE_URL="https://desk.example.com").flask_config()
        assert config["SESSION_COOKIE_NAME"] == "kontora_session"
        assert config["SESSION_COOKIE_SECURE"] is config["REMEMBER_COOKIE_SECURE"] is True
        assert config["SESSION_COOKIE_HTTPONLY"] is True
        assert config["SESSION_COOKIE_SAMESITE"] == "Lax"
        assert config["PREFERRED_URL_SCHEME"] == "https"

    def test_plain_http_still_signs_in(self, load):
        config = load().flask_config()
        assert config["SESSION_COOKIE_SECURE"] is False
        assert config["PREFERRED_URL_SCHEME"] == "http"

    def test_database_language_and_limits(self, load):
        config = load(LANGUAGE="pl", TIME_ZONE="Europe/Warsaw").flask_config()
        assert config["SQLALCHEMY_DATABASE_URI"] == GIVEN["DATABASE_URL"]
        assert config["SECRET_KEY"] == KEY
        assert config["MAX_CONTENT_LENGTH"] == 55 * 1024 * 1024
        assert config["WTF_CSRF_TIME_LIMIT"] is None
        assert config["BABEL_DEFAULT_LOCALE"] == "pl"
        assert config["BABEL_DEFAULT_TIMEZONE"] == "UTC"


def test_nothing_else_reads_the_environment():
    """Importing the module writes no file and reads no variable: only the call does."""
    code = "import os; os.environ['PORT'] = 'wrong'; import admin_app.config"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


class TestS3:
    def test_says_all_in_one_address(self, load):
        url = (
            "s3://KEY:s%2Fcret@cards/kontora/files?region=eu-west-1"
            "&endpoint=http://minio:9000&folder=/srv/kontora"
        )
        settings = load(FILES_URL=url)
        place = settings.s3
        assert (place.bucket, place.prefix, place.region) == (
            "cards", "kontora/files/", "eu-west-1",
        )  # fmt: skip
        assert (place.endpoint, place.access_key, place.secret_key) == (
            "http://minio:9000", "KEY", "s/cret",
        )  # fmt: skip
        assert settings.files_folder == Path("/srv/kontora")
        assert "cret" not in repr(settings) + repr(place)

    def test_leaves_the_rest_to_the_standard_variables(self, load):
        settings = load(FILES_URL="s3://cards")
        assert settings.s3 == S3Place("cards")
        assert settings.files_folder == ROOT / "instance/files"

    def test_a_folder_is_no_s3(self, load):
        assert load(FILES_URL="/srv/files").s3 is None

    def test_needs_its_extra(self, load, monkeypatch):
        monkeypatch.setattr("admin_app.config.find_spec", lambda _name: None)
        assert problems_of(load, FILES_URL="s3://cards") == [
            "FILES_URL: needs the extra s3, which is not installed: pip install boto3"
        ]
