#!/usr/bin/env bash
# Measures the scorer on a real Kafka, and its HTTP side (api): ops/bench.sh WHAT [--orders N] [--rounds N] ...; --help tells what there is.
# KAFKA_HOME names the distribution. The broker compiles as in production, not as in tests, where a quick start counts more.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/house.sh"
prepare_dotnet
build "$root/tests/Streaming.Benchmarks"
export KAFKA_OPTS="-XX:TieredStopAtLevel=4 ${KAFKA_OPTS:-}"
exec "$root/tests/Streaming.Benchmarks/bin/$configuration/net10.0/Streaming.Benchmarks" "$@"
