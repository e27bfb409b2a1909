"""The application for gunicorn and the flask command."""

import sys

from admin_app import logs
from admin_app.config import ConfigError
from admin_app.factory import create_app

try:
    app = create_app()
except ConfigError as error:
    sys.exit("\n".join(f"Kontora cannot start: {line}" for line in error.problems))
logs.configure(app.extensions["settings"].log_level)
