#!/usr/bin/env bash
# Every check and test, one named line each, stopping at the first failure. Usage: test.sh [lint]
# What the machine lacks is installed where that is possible (Debian, as root), else named and its
# part left out; with CI=true a missing part is a failure.
set -uo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python

fail() { printf 'FAILED: %s\n' "$1" >&2; exit 1; }

step() {
    printf '== %s\n' "$1"
    "${@:2}" || fail "$1"
}

# A step whose words are worth reading only when it fails.
quiet() {
    printf '== %s\n' "$1"
    local words
    words=$("${@:2}" 2>&1) || { printf '%s\n' "$words"; fail "$1"; }
}

install_package() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    printf 'Installing %s\n' "$1"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get install -y -qq "$1" || { apt-get update -qq && apt-get install -y -qq "$1"; }; } \
        >/dev/null 2>&1
}

missing() {
    printf 'MISSING: %s\n' "$1" >&2
    [ "${CI:-}" != true ] || exit 1
}

have_browser() { command -v chromium >/dev/null; }

have_postgres() {
    "$python" -c 'import sys; from tests.helpers.postgres import find_server, programs
sys.exit(not (find_server() or programs()))'
}

contracts='import sys
from importlinter.cli import lint_imports_command
lint_imports_command(["--no-cache", "--no-logo"])'

lint() {
    quiet "format (ruff format)" "$python" -m ruff format --check .
    quiet "lint (ruff check)" "$python" -m ruff check .
    quiet "import contracts (lint-imports)" "$python" -c "$contracts"
    quiet "types (mypy)" "$python" -m mypy
    quiet "templates (djlint)" "$python" -m djlint --lint admin_app/templates
    quiet "dependencies (deptry)" "$python" -m deptry .
}

lint
[ "${1:-}" != lint ] || exit 0

have_browser || install_package chromium || true
have_postgres || install_package postgresql || true
journeys=tests/journeys
have_browser || { missing "chromium: browser tests are left out" && journeys=; }
have_postgres || missing "a PostgreSQL server (package postgresql, or TEST_DATABASE_URL): left out"

with_postgres() { "$python" scripts/with_postgres.py "$@"; }

step "migrations" with_postgres "$python" scripts/check_migrations.py
step "translations" "$python" scripts/check_translations.py
step "tests" with_postgres "$python" -m pytest -q -n 2 --dist loadgroup --ignore tests/journeys tests
[ -z "$journeys" ] || step "journeys" with_postgres "$python" -m pytest -q -n 2 tests/journeys
printf 'All passed.\n'
