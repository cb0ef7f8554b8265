#!/usr/bin/env bash
# Sourced by the commands beside it: where the house stands, a working dotnet, and one build at a time.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
configuration=Release
host_project=$root/src/Streaming.Host
host=$host_project/bin/$configuration/net10.0/streaming

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$*"
    exit 1
}

# Makes sure that dotnet answers, and that it works where there is no usable home folder.
prepare_dotnet() {
    if [[ -z ${HOME:-} || ! -d $HOME || ! -w $HOME ]]; then
        export HOME=$root/.data/home
        mkdir -p "$HOME"
    fi
    export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false DOTNET_CLI_USE_MSBUILD_SERVER=0
    command -v dotnet >/dev/null ||
        die "dotnet is not on the PATH. Install the .NET 10 SDK: https://dotnet.microsoft.com/download (Debian and Ubuntu: package dotnet-sdk-10.0)."
    (cd "$root" && dotnet --version >/dev/null 2>&1) ||
        die "dotnet is here, but no SDK that global.json asks for (10.0.100 or a later 10.0). Install the .NET 10 SDK: https://dotnet.microsoft.com/download"
    if [[ -z ${DOTNET_ROOT:-} ]]; then
        DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")")
        export DOTNET_ROOT # the binary finds its runtime by it where dotnet is not in a well-known place
    fi
}

# A checksum that changes when any source is added, changed, moved or removed.
sources_checksum() {
    (
        cd "$root"
        {
            find src schemas ./*.props ./*.sln global.json .editorconfig \
                \( -name bin -o -name obj \) -prune -o -type f -exec cksum {} + 2>/dev/null || true
        } | LC_ALL=C sort | cksum
    )
}

host_is_current() { [[ -x $host && -f $host.sources && $(<"$host.sources") == "$(sources_checksum)" ]]; }

# build TARGET: one target at a time, however many ask; silent on standard output; what the build said only when it failed.
build() {
    local log status=0 sources
    mkdir -p "$root/.data"
    log=$(mktemp)
    (
        if command -v flock >/dev/null; then flock 9; fi
        if [[ $1 == "$host_project" ]] && host_is_current; then exit 0; fi
        sources=$(sources_checksum)
        # 9>&-: the compiler server outlives the build and must not keep the lock.
        dotnet build "$1" --configuration "$configuration" --verbosity quiet --nologo -clp:NoSummary -nodeReuse:false >"$log" 2>&1 9>&- </dev/null || exit
        if [[ $1 == "$host_project" || $1 == *.sln ]]; then printf '%s\n' "$sources" >"$host.sources"; fi
    ) 9>"$root/.data/build.lock" || status=$?
    if ((status)); then
        cat "$log" >&2
        say "The build of $1 failed."
    fi
    rm -f "$log"
    return "$status"
}
