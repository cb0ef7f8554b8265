#!/usr/bin/env bash
# Installs what is missing, builds everything once and runs the tests.
#   ops/test.sh             all test assemblies
#   ops/test.sh Features    those whose name contains one of the arguments
# The last line is "N passed, N failed, N skipped". An assembly that ends without a result counts as one failure.
# With CI=true, a skipped test whose reason names an environment variable that is set is an error: its part was there.
set -euo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/house.sh"
results=$root/TestResults
limit_minutes=30

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

running=
trap 'if [[ -n $running ]]; then kill -TERM "$running" 2>/dev/null || true; wait "$running" || true; fi; exit 130' INT TERM

# run_assembly NAME EXECUTABLE: leaves NAME.log and, unless it crashes, NAME.xml; returns its exit code, 124 or 137 when out of time.
run_assembly() {
    local time_limit=() status=0
    if command -v timeout >/dev/null; then time_limit=(timeout --kill-after=30s "${limit_minutes}m"); fi
    "${time_limit[@]}" "$2" -noColor -noLogo -result-xml "$results/$1.xml" >"$results/$1.log" 2>&1 </dev/null &
    running=$!
    wait "$running" || status=$?
    running=
    return "$status"
}

# count NAME ATTRIBUTE: a total from the assembly element of the report; nothing when there is none.
count() {
    [[ -f $results/$1.xml ]] || return 0
    tr '\n' ' ' <"$results/$1.xml" | { grep -o '<assembly [^>]*>' || true; } | head -n 1 | sed -n "s/.* $2=\"\([0-9]*\)\".*/\1/p"
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
for project in "${projects[@]}"; do
    name=$(basename "$project" .csproj)
    started=$SECONDS status=0
    run_assembly "$name" "$(dirname "$project")/bin/$configuration/net10.0/$name" || status=$?
    ok=$(count "$name" passed) bad=$(count "$name" failed) errors=$(count "$name" errors) not_run=$(count "$name" skipped)
    if [[ -z $ok || -z $bad || -z $errors || -z $not_run ]]; then
        ok=0 bad=1 errors=0 not_run=0
        out_of_time=
        if ((status == 124 || status == 137)); then out_of_time=" (stopped after $limit_minutes minutes)"; fi
        complaints+=("$name ended with exit code $status and without a result$out_of_time")
    elif ((status != 0 && bad + errors == 0)); then
        bad=1
        complaints+=("$name reported no failure, yet ended with exit code $status")
    elif ((ok + bad + errors + not_run == 0)); then
        complaints+=("$name holds no tests")
    fi
    bad=$((bad + errors))
    printf '%-32s %5d passed %3d failed %3d skipped %5d s\n' "$name" "$ok" "$bad" "$not_run" $((SECONDS - started))
    if ((bad)); then cat "$results/$name.log"; fi
    if ((not_run)); then skip_reasons "$name" >>"$results/skipped.txt"; fi
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + not_run))
done

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
