"""Settings of the web server. `flask serve` uses them; so does `gunicorn wsgi:app` by itself."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from gunicorn import glogging

sys.path.insert(0, str(Path(__file__).resolve().parent))

from admin_app import logs
from admin_app.config import ConfigError, load_settings

try:
    settings = load_settings()
except ConfigError as error:
    sys.exit(str(error))

logs.configure(settings.log_level)


class Logger(glogging.Logger):
    """Gunicorn's own lines, in the form of all others; the application tells of each request."""

    def setup(self, cfg):
        """Hand everything to the root logger."""
        super().setup(cfg)
        self.error_log.handlers = []
        self.error_log.propagate = True


logger_class = Logger
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
memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - disks are slow
worker_tmp_dir = memory

# The processes of this server count requests in files of one folder; /metrics adds them up.
counters = tempfile.mkdtemp(prefix="kontora-metrics-", dir=memory)
os.environ["PROMETHEUS_MULTIPROC_DIR"] = counters  # noqa: TID251 - read by prometheus_client


def on_exit(_server):
    """Take the folder of the counters away."""
    shutil.rmtree(counters, ignore_errors=True)
