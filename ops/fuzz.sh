#!/usr/bin/env bash
# Feeds every entrance of the program with bad input: decoders (coverage-guided), topics and HTTP of the running program, tables, settings, registry answers.
#   ops/fuzz.sh --seed 1 --minutes 10
#   ops/fuzz.sh --seed 1 --minutes 5 --entrance decoders tables    only these
# Topics and HTTP need KAFKA_HOME (an Apache Kafka distribution) and PostgreSQL; without the first they are left out, and the run says so.
# The exit code is 0 when nothing ended, nothing grew, no input was lost, and none met a server error or a stack trace. Inputs of findings stay in .data/fuzz.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/house.sh"
"$root/ops/install.sh"
prepare_dotnet
build "$root/tests/Streaming.Fuzz"
exec "$root/tests/Streaming.Fuzz/bin/$configuration/net10.0/Streaming.Fuzz" "$@"
