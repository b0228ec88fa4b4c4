#!/usr/bin/env bash
# Makes the environment of one group of peers: bench/staffing/peers.sh erlang
# Peers never enter the project's own environment; each group has its pins in peers/<group>/requirements.in.
set -euo pipefail
cd "$(dirname "$0")/peers/${1:?name a group: $(ls "$(dirname "$0")/peers" | xargs)}"
[ -x .venv/bin/python ] || "${PYTHON:-python3}" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.in
