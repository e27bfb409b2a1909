#!/bin/sh
# Writes requirements.txt and requirements-dev.txt from uv.lock, with hashes, for plain pip.
set -eu
cd "$(dirname "$0")/.."
uv lock --check -q
uv export --frozen --no-emit-project --no-header --no-annotate --no-dev -q -o requirements.txt
uv export --frozen --no-emit-project --no-header --no-annotate --group dev -q -o requirements-dev.txt
