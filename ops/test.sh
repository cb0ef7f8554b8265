#!/usr/bin/env bash
# Installs what is missing, builds everything once and runs the tests, two assemblies at a time: most of a test is waiting.
#   ops/test.sh             all test assemblies
#   ops/test.sh Features    those whose name contains one of the arguments
# The last line is "N passed, N failed, N skipped". An assembly that ends without a result counts as one failure.
# With CI=true, a skipped test whose reason names an environment variable that is set is an error: its part was there.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/house.sh"
results=$root/TestResults
limit_minutes=30
at_a_time=2
slowest_shown=10
longest_first=(EndToEnd Compose.Tests Scorer.Tests Host.Tests Retraining.Tests Console.Tests Audit.Tests Cases.Tests Replays.Tests Embedded.Tests)

# Test projects are programs that reference xunit; those whose names match, when names are given.
test_projects() {
    local project name
    for project in "$root"/tests/*/*.csproj; do
        if ! grep -q '<OutputType>Exe</OutputType>' "$project" || ! grep -q '"xunit.v3"' "$project"; then continue; fi
        if (($# == 0)); then echo "$project"; fi
        for name in "$@"; do
            if [[ $(basename "$project" .csproj) == *"$name"* ]]; then
                echo "$project"
                break
            fi
        done
    done
}

# The longest begin first, so that nothing long is left alone at the end.
in_order() {
    local name project
    for name in "${longest_first[@]}"; do
        for project in "$@"; do if [[ $project == *"/Streaming.$name.csproj" ]]; then echo "$project"; fi; done
    done
    for project in "$@"; do
        for name in "${longest_first[@]}"; do if [[ $project == *"/Streaming.$name.csproj" ]]; then continue 2; fi; done
        echo "$project"
    done
}

declare -A running=() # name of the assembly by process id
trap 'for id in "${!running[@]}"; do kill -TERM "$id" 2>/dev/null || true; done; wait || true; exit 130' INT TERM

# start_assembly NAME EXECUTABLE: leaves NAME.log, NAME.status (exit code, 124 or 137 when out of time; seconds) and, unless it crashes, NAME.xml.
start_assembly() {
    # Classes side by side: most wait for servers, so two for each processor. Those of EndToEnd start programs and fill the processors.
    local time_limit=() threads=2x
    if [[ $1 == *.EndToEnd ]]; then threads=1x; fi
    if command -v timeout >/dev/null; then time_limit=(timeout --kill-after=30s "${limit_minutes}m"); fi
    (
        status=0 started=$SECONDS
        trap 'kill -TERM "$id" 2>/dev/null || true; wait "$id" || true; exit 143' TERM
        "${time_limit[@]}" "$2" -noColor -noLogo -maxThreads "$threads" -result-xml "$results/$1.xml" >"$results/$1.log" 2>&1 </dev/null &
        id=$!
        wait "$id" || status=$?
        echo "$status $((SECONDS - started))" >"$results/$1.status"
    ) &
    running[$!]=$1
}

# report NAME: one line of what the assembly gave, its log when a test failed.
report() {
    local ok bad errors not_run status seconds out_of_time
    read -r status seconds <"$results/$1.status"
    ok=$(count "$1" passed) bad=$(count "$1" failed) errors=$(count "$1" errors) not_run=$(count "$1" skipped)
    if [[ -z $ok || -z $bad || -z $errors || -z $not_run ]]; then
        ok=0 bad=1 errors=0 not_run=0
        out_of_time=
        if ((status == 124 || status == 137)); then out_of_time=" (stopped after $limit_minutes minutes)"; fi
        complaints+=("$1 ended with exit code $status and without a result$out_of_time")
    elif ((status != 0 && bad + errors == 0)); then
        bad=1
        complaints+=("$1 reported no failure, yet ended with exit code $status")
    elif ((ok + bad + errors + not_run == 0)); then
        complaints+=("$1 holds no tests")
    fi
    bad=$((bad + errors))
    printf '%-32s %5d passed %3d failed %3d skipped %5d s\n' "$1" "$ok" "$bad" "$not_run" "$seconds"
    if ((bad)); then cat "$results/$1.log"; fi
    if ((not_run)); then skip_reasons "$1" >>"$results/skipped.txt"; fi
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + not_run))
}

# Waits until fewer than N assemblies run, and reports those that have ended.
wait_below() {
    local id
    while ((${#running[@]} >= $1)); do
        wait -n "${!running[@]}" || true
        for id in "${!running[@]}"; do
            if kill -0 "$id" 2>/dev/null; then continue; fi
            wait "$id" || true
            report "${running[$id]}"
            unset "running[$id]"
        done
    done
}

# The tests that took longest, in seconds.
slowest_tests() {
    cat "$results"/*.xml 2>/dev/null | { grep -o '<test [^>]*>' || true; } |
        sed -n 's/.* name="\([^"]*\)".* time="\([0-9.]*\)".*/\2 \1/p' | sort -rn | sed -n "1,${slowest_shown}p" |
        sed -e 's/&quot;/"/g' -e "s/&apos;/'/g" -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/&amp;/\&/g'
}

# count NAME ATTRIBUTE: a total from the assembly element of the report; nothing when there is none.
count() {
    [[ -f $results/$1.xml ]] || return 0
    tr '\n' ' ' <"$results/$1.xml" | { grep -o '<assembly [^>]*>' || true; } | sed -n "1s/.* $2=\"\([0-9]*\)\".*/\1/p"
}

skip_reasons() {
    tr '\n' ' ' <"$results/$1.xml" | { grep -o '<reason>[^<]*</reason>' || true; } |
        sed -e 's/<[^>]*>//g' -e 's/&quot;/"/g' -e "s/&apos;/'/g" -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/&amp;/\&/g'
}

mapfile -t projects < <(test_projects "$@")
((${#projects[@]})) || die "No test assembly has a name that contains: $*"

installed=yes
"$root/ops/install.sh" --tests || installed=
if [[ -z $installed && ${CI:-} == true ]]; then die "What the tests need is missing, and this is CI."; fi

prepare_dotnet
say "building ..."
if (($#)); then
    for project in "${projects[@]}"; do build "$project"; done
else
    build "$root/Streaming.sln"
fi

rm -rf "$results"
mkdir -p "$results"
passed=0 failed=0 skipped=0 complaints=()
mapfile -t projects < <(in_order "${projects[@]}")
for project in "${projects[@]}"; do
    name=$(basename "$project" .csproj)
    wait_below "$at_a_time"
    start_assembly "$name" "$(dirname "$project")/bin/$configuration/net10.0/$name"
done
wait_below 1

echo "the slowest tests, in seconds:"
slowest_tests
if [[ -s $results/skipped.txt ]]; then
    echo "skipped, and why:"
    sort "$results/skipped.txt" | uniq -c
    while read -r variable; do
        if [[ -n ${!variable:-} ]]; then complaints+=("tests that need $variable were skipped, although it is set"); fi
    done < <(grep -oE '\b[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\b' "$results/skipped.txt" | sort -u)
fi
if ((${#complaints[@]})); then printf '! %s\n' "${complaints[@]}"; fi

exit_code=0
if ((failed || passed == 0)) || [[ ${CI:-} == true && ${#complaints[@]} -gt 0 ]]; then exit_code=1; fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$exit_code"
