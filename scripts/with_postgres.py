"""Run a command with TEST_DATABASE_URL set to a PostgreSQL server, a throwaway one if need be.

Usage: python scripts/with_postgres.py COMMAND…; without a server and without the programs to start
one, the command runs all the same and the variable is empty.
"""

import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.helpers.postgres import (  # noqa: E402
    GIVEN,
    find_server,
    programs,
    throwaway_server,
)


def main(command: list[str]) -> int:
    """Run the command; its exit code."""
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    server = find_server()
    held = nullcontext(server) if server or not programs() else throwaway_server(build)
    with held as url:
        address = url.render_as_string(hide_password=False) if url else ""
        environment = {**os.environ, GIVEN: address}  # noqa: TID251 - handed on, not read
        try:
            return subprocess.run(command, env=environment, check=False).returncode
        except KeyboardInterrupt:
            return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
