#!/usr/bin/env bash
# Makes the pictures of README and guides from a running system, in headless Chromium.
#   ops/screenshots.sh                  starts a demo and a training run of its own, waits until there is something to show, ends them
#   ops/screenshots.sh --address URL    takes the pictures of a console that runs there
# The pictures go to ops/guides/pictures/. pngquant gives them a palette, where it is there: a third of the size.
set -euo pipefail
export STREAMING__Accounts__SignIn=off

source "$(dirname "${BASH_SOURCE[0]}")/house.sh"
pictures=$root/ops/guides/pictures
orders=20000
patience_seconds=600

# NAME WIDTH HEIGHT PATH; RUN stands for the latest run, MODEL/VERSION for what it decided about, or else for the first version of a model.
pages() {
    cat <<'PAGES'
cases         1280  900 /cases?view=open
cases-narrow   390  844 /cases?view=open
alerts        1280  900 /alerts?open=true
alerts-narrow  390  844 /alerts?open=true
overview      1280 1250 /?period=90d
run           1280 1400 /runs/RUN
models        1280  800 /models
version       1280 1000 /models/MODEL/VERSION
audit         1280  900 /audit
PAGES
}

work=$(mktemp -d)
demo=
end() {
    if [[ -n $demo ]]; then
        kill -TERM "$demo" 2>/dev/null || true
        wait "$demo" || true
    fi
    rm -rf "$work"
}
trap end EXIT
trap 'exit 130' INT TERM

browser() {
    local name
    for name in chromium chromium-browser google-chrome; do
        if command -v "$name"; then return; fi
    done
    die "No Chromium is here. On Debian and Ubuntu: apt-get install chromium."
}

get() { curl --fail --silent --max-time 10 "$1"; }

# wait_for WHAT COMMAND...: until it succeeds; ends when the demo does, or when patience is over.
wait_for() {
    local what=$1 began=$SECONDS
    shift
    until "$@"; do
        if [[ -n $demo ]] && ! kill -0 "$demo" 2>/dev/null; then die "The demo ended while waiting for $what: $(tail -n 5 "$work/demo.log")"; fi
        if ((SECONDS - began > patience_seconds)); then die "No $what after $patience_seconds s."; fi
        sleep 1
    done
}

demo_file() { [[ -s $work/data/demo.json ]]; }
has_alerts() { get "$address/alerts?open=true" | grep -q 'class="alert tier-'; }
replay_is_over() { grep -q 'The replay is over' "$work/demo.log"; }

# first PATH PATTERN: the first link on a page that matches, behind its last slash or as it is.
first() { get "$address$1" | grep -o "href=\"$2\"" | sed -n 1p | cut -d '"' -f 2 || true; }

start_demo() {
    export STREAMING__Embedded__DataFolder=$work/data STREAMING__Listen__Port=0
    say "generating a marketplace ..."
    "$root/ops/streaming" generate --orders "$orders" --seed 1 --out "$work/marketplace" >/dev/null
    say "starting a demo ..."
    "$root/ops/streaming" demo --data "$work/marketplace" --days-per-second 5 >"$work/demo.log" 2>&1 &
    demo=$!
    wait_for "console" demo_file
    address=$(sed -n 's/.*"console": "\(.*\)\/".*/\1/p' "$work/data/demo.json")
    wait_for "end of the replay" replay_is_over
    say "training beside it ..."
    "$root/ops/streaming" runs start --data "$work/marketplace" --why "quarterly retraining" --by ana --wait >"$work/run.log" 2>&1 ||
        die "The training run failed: $(tail -n 5 "$work/run.log")"
}

# take NAME WIDTH HEIGHT URL
take() {
    local file=$work/$1.png
    "$chromium" --headless --no-sandbox --disable-gpu --hide-scrollbars --force-device-scale-factor=1 --user-data-dir="$work/browser" \
        --window-size="$2,$3" --screenshot="$file" "$4" >"$work/browser.log" 2>&1 </dev/null || die "$4: $(tail -n 3 "$work/browser.log")"
    [[ -s $file ]] || die "$4 gave no picture."
    if command -v pngquant >/dev/null; then
        pngquant --force --output "$pictures/$1.png" 128 "$file"
    else
        cp "$file" "$pictures/$1.png"
    fi
    say "$pictures/$1.png ($(stat --format %s "$pictures/$1.png") bytes)"
}

address=
if [[ ${1:-} == --address ]]; then
    address=${2:?--address needs the URL of a console, such as http://127.0.0.1:8080}
    address=${address%/}
elif (($#)); then
    die "Unknown: $*. Usage: ops/screenshots.sh [--address URL]"
fi
chromium=$(browser)
[[ -n $address ]] || start_demo
wait_for "open alerts at $address" has_alerts
run=$(first /runs '/runs/[^"]*')
version=$(first "$run" '/models/[^"/]*/[^"/]*')
[[ -n $version ]] || version=$(first /models '/models/[^"/]*/[^"/]*')
mkdir -p "$pictures"
while read -r name width height path; do
    path=${path/\/runs\/RUN/$run}
    path=${path/\/models\/MODEL\/VERSION/$version}
    if [[ $path ]]; then take "$name" "$width" "$height" "$address$path"; fi
done < <(pages)
