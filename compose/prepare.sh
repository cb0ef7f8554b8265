#!/usr/bin/env bash
# Makes what the stack needs once: compose/.env, and a password for the database in compose/secrets. Leaves alone what is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

[[ -e .env ]] || cp .env.example .env
mkdir -p secrets certificates
chmod 700 secrets # the folder keeps others out: the file itself is read by the container's own users
if [[ ! -s secrets/postgres-password ]]; then
    (umask 022 && head -c 24 /dev/urandom | base64 | tr '+/' '-_' >secrets/postgres-password)
fi
echo "ready: docker compose -f compose/compose.yaml up --build --detach"
