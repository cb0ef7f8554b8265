#!/usr/bin/env bash
# Writes the classes of schemas/*.avsc to src/Streaming.Kafka/Generated, with the generator in Apache.Avro.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/house.sh"
prepare_dotnet
tests=$root/tests/Streaming.Kafka.Tests
build "$tests"
export STREAMING_WRITE_GENERATED=1
exec "$tests/bin/$configuration/net10.0/Streaming.Kafka.Tests" -noLogo -class "*.GeneratedClassesTests"
