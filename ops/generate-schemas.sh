#!/bin/sh
# Writes the classes of schemas/*.avsc to src/Streaming.Kafka/Generated, with the generator in Apache.Avro.
set -eu
cd "$(dirname "$0")/.."
tests=tests/Streaming.Contracts.Tests
dotnet build "$tests" -c Release --nologo -v q
STREAMING_WRITE_GENERATED=1 "$tests/bin/Release/net10.0/Streaming.Contracts.Tests" -noLogo -class "*.GeneratedClassesTests"
