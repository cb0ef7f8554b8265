#!/usr/bin/env bash
# Installs what the program needs and this machine lacks: PostgreSQL's server programs, LightGBM's OpenMP library, and, where
# KAFKA_HOME names a Kafka, a Java runtime and the Python clients of the fault runs. With --tests also what only tests need: Python,
# the browser that the pages are tested in, Prometheus for rules and dashboards, the shells whose completion is tested and, where
# STREAMING_TEST_MLFLOW names an MLflow server, Python's venv.
# On Debian and its relatives through apt-get; elsewhere it says what to install.
set -euo pipefail

has_postgresql() { command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

has_openmp() { [[ $(uname -s) != Linux ]] || compgen -G '/usr/lib*/libgomp.so.1' >/dev/null || compgen -G '/usr/lib/*/libgomp.so.1' >/dev/null; }

has_java() { [[ -z ${KAFKA_HOME:-} ]] || command -v java >/dev/null || [[ -x ${JAVA_HOME:-}/bin/java ]]; }

has_python_module() { [[ -z ${KAFKA_HOME:-} ]] || /usr/bin/python3 -c "import $1" 2>/dev/null; }

has_python_venv() { [[ -z ${STREAMING_TEST_MLFLOW:-} ]] || /usr/bin/python3 -c 'import ensurepip' 2>/dev/null; }

has_mail_server() { /usr/bin/python3 -c "import aiosmtpd" 2>/dev/null; }
has_prometheus() { command -v promtool >/dev/null && command -v prometheus >/dev/null; }

has_browser() { [[ -x /usr/bin/chromium || -x /usr/bin/chromium-browser || -x /usr/bin/google-chrome ]]; }

packages=()
has_postgresql || packages+=(postgresql)
has_openmp || packages+=(libgomp1)
has_java || packages+=(openjdk-17-jre-headless)
has_python_module confluent_kafka || packages+=(python3-confluent-kafka)
has_python_module avro || packages+=(python3-avro)
if [[ ${1:-} == --tests ]]; then
    command -v python3 >/dev/null || packages+=(python3)
    has_python_venv || packages+=(python3-venv)
    has_browser || packages+=(chromium)
    has_mail_server || packages+=(python3-aiosmtpd)
    has_prometheus || packages+=(prometheus)
    for shell in zsh fish; do
        command -v "$shell" >/dev/null || packages+=("$shell")
    done
fi
((${#packages[@]})) || exit 0

if ! command -v apt-get >/dev/null; then
    echo "Missing here, by their Debian names: ${packages[*]}. Install the PostgreSQL server (14 or later; initdb on the PATH)," \
        "libgomp (GCC's OpenMP runtime), Java 17, Python 3 with venv, chromium, prometheus with promtool, zsh, fish, and confluent-kafka and avro for /usr/bin/python3, as far as they are listed, with this system's package manager." >&2
    exit 1
fi

as_root=()
if ((EUID)); then
    as_root=(sudo)
    if ! command -v sudo >/dev/null || ! { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then
        echo "Missing: ${packages[*]}. Run as root: apt-get install ${packages[*]}" >&2
        exit 1
    fi
fi

# Debian starts a database service with the package. This program starts a private one itself, so the service is not
# wanted; the setting is taken back afterwards, and what is configured already stays as it is.
no_service=/etc/postgresql-common/createcluster.d/streaming-install.conf
if ! has_postgresql; then
    "${as_root[@]}" mkdir -p "$(dirname "$no_service")"
    echo 'create_main_cluster = false' | "${as_root[@]}" tee "$no_service" >/dev/null
    trap '"${as_root[@]}" rm -f "$no_service"' EXIT
fi

# The same for Prometheus: the tests start one of their own. A masked service is not started by its installation.
service_of_prometheus() {
    if [[ " ${packages[*]} " == *" prometheus "* ]] && command -v systemctl >/dev/null; then
        "${as_root[@]}" systemctl "$1" prometheus.service >/dev/null 2>&1 || true
    fi
}

echo "installing ${packages[*]} ..." >&2
install() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "${packages[@]}" >&2
}
service_of_prometheus mask
status=0
install || { "${as_root[@]}" apt-get update --quiet >&2 && install; } || status=$?
service_of_prometheus unmask
service_of_prometheus disable
exit "$status"
