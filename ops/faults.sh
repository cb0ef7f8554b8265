#!/usr/bin/env bash
# Breaks the scorer in every way that we know of while an independent producer feeds it, and lets an independent checker judge what came out:
# kills, halts and rebalances; odd records and clocks, forged records beside the inputs; a registry that is away, lags or lies; decisions that
# no scorer can serve; input topics deleted and made anew. A scorer that ends without having been asked is a problem too.
#   ops/faults.sh --short --seed 1 [--remade]       most kinds of fault, two minutes in all; --remade: and topics made anew in the middle
#   ops/faults.sh --seed 7 --kills 70 [--minutes 7] as many kills, everything else between them
#   ops/faults.sh --restarts 20                     kill -9 of the only scorer: time to the first red alert, median and worst
#   ops/faults.sh --bug offsets-first               a seeded bug: the checker must find it; --bugs: all five, two at a time
#   ops/faults.sh --schedule FILE [--shrink]        a schedule again; --shrink looks for a smaller one that fails
# Needs KAFKA_HOME (an Apache Kafka distribution), PostgreSQL, and Debian's python3-confluent-kafka and python3-avro.
# The exit code is 0 when everything came out and the checker found nothing.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/house.sh"
python=/usr/bin/python3
project=$root/tests/Streaming.Faults
program=$project/bin/$configuration/net10.0/Streaming.Faults

[[ -x ${KAFKA_HOME:-}/bin/kafka-server-start.sh ]] ||
    die "KAFKA_HOME is '${KAFKA_HOME:-}'; it must name the folder of an Apache Kafka distribution, with bin/kafka-server-start.sh in it."
"$root/ops/install.sh"
"$python" -c 'import confluent_kafka, avro' 2>/dev/null ||
    die "$python lacks confluent_kafka or avro. On Debian and Ubuntu: apt-get install python3-confluent-kafka python3-avro."

prepare_dotnet
checksum=$(sources_checksum; find "$project" \( -name bin -o -name obj \) -prune -o -name '*.cs*' -type f -exec cksum {} + | LC_ALL=C sort | cksum)
if [[ ! -x $program || ! -f $program.sources || $(<"$program.sources") != "$checksum" ]]; then
    say "building ..."
    build "$project"
    printf '%s\n' "$checksum" >"$program.sources"
fi
exec "$python" "$project/harness/run.py" "$@"
