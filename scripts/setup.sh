#!/bin/sh
# Makes .venv from the hashed requirements with plain pip; quick when nothing changed.
# Usage: sh scripts/setup.sh run|dev      PYTHON=python3.12 chooses another interpreter
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

case ${1:-run} in
    dev) requirements=requirements-dev.txt ;;
    *) requirements=requirements.txt ;;
esac

new_enough() {
    command -v "$1" >/dev/null 2>&1 &&
        "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

choose_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if new_enough "$candidate"; then
            python=$candidate
            return
        fi
    done
    found=$("${PYTHON:-python3}" --version 2>/dev/null) || found="none"
    die "Kontora needs Python 3.11 or later as python3 (found: $found)."
}

# What the folder was made from: it is made anew when Python or its place changed.
made_from() { printf '%s %s' "$("$python" -c 'import sys; print(*sys.version_info[:2], sep=".")')" "$(pwd)"; }

# The development set holds the other one, so a folder made for tests also runs.
is_current() {
    [ -f .venv/kontora-stamp ] && .venv/bin/python -c "" >/dev/null 2>&1 || return 1
    wanted=$(made_from)
    for file in "$requirements" requirements-dev.txt; do
        grep -Fqx "$wanted $(sha256sum "$file")" .venv/kontora-stamp && return 0
    done
    return 1
}

make_folder() {
    "$python" -m venv "$@" .venv >/dev/null 2>&1 &&
        .venv/bin/python -m pip --version >/dev/null 2>&1
}

install_venv_package() {
    package=$(basename "$python")-venv
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 ||
        die "python3 cannot make a virtual environment here: as root, apt-get install $package."
    say "Installing $package"
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -y -qq "$package" >/dev/null 2>&1 ||
        { apt-get update -qq && apt-get install -y -qq "$package"; } >/dev/null 2>&1 ||
        die "apt-get could not install $package; it is needed to make .venv."
}

choose_python
# Two set-ups at once wait for each other; a lock on a file that is there needs no other.
if command -v flock >/dev/null 2>&1; then
    exec 9<Makefile
    flock 9
fi
if is_current; then
    exit 0
fi
[ -w . ] || die "Cannot write to $(pwd): Kontora makes its .venv there."

clear=
if [ -e .venv ]; then
    .venv/bin/python -c 'import sys' >/dev/null 2>&1 || clear=--clear
    if [ -f .venv/kontora-stamp ]; then
        grep -Fq "$(made_from) " .venv/kontora-stamp || clear=--clear
    fi
fi
say "Setting up .venv from $requirements"
if [ -n "$clear" ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    make_folder $clear || { install_venv_package && make_folder --clear; } ||
        die "python3 -m venv failed: check that $python is complete and the disk not full."
fi
rm -f .venv/kontora-stamp
.venv/bin/python -m pip install -qq --disable-pip-version-check --use-pep517 \
    --require-hashes -r "$requirements" ||
    die "The libraries of $requirements could not be installed (see above); is the network reachable?"
printf '%s %s\n' "$(made_from)" "$(sha256sum "$requirements")" >.venv/kontora-stamp
