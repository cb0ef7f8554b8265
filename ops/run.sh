#!/usr/bin/env bash
# From a fresh clone to red alerts: installs what is missing, builds, and shows the whole system at work.
# ops/run.sh [--data DIR] [--once] ...: arguments are those of `ops/streaming demo`.
set -euo pipefail

ops=$(dirname "${BASH_SOURCE[0]}")
"$ops/install.sh"
exec "$ops/streaming" demo "$@"
