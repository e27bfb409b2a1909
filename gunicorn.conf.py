"""Settings of the web server. `flask serve` uses them; so does `gunicorn wsgi:app` by itself."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from admin_app.config import ConfigError, load_settings

try:
    settings = load_settings()
except ConfigError as error:
    sys.exit(str(error))

wsgi_app = "wsgi:app"
bind = f"{f'[{settings.host}]' if ':' in settings.host else settings.host}:{settings.port}"
worker_class = "gthread"
workers = 2  # SQLite has one writer at a time; with PostgreSQL give --workers by cores
threads = 4
timeout = 60
graceful_timeout = 8
keepalive = 5
loglevel = "warning" if settings.log_level == "info" else settings.log_level
limit_request_line = 8190  # saved filters live in the address
forwarded_allow_ips = ""  # forwarded headers count only by TRUSTED_PROXIES
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - heartbeat only
