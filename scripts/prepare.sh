# Sourced by ./run and ./test from the project's root: puts what uv.lock says into .venv.
# Asks for Python 3.11 or later with pip; writes nothing outside this folder but uv's cache.

UV_VERSION=0.13.8
UV=.tools/uv-$UV_VERSION/bin/uv

say() { printf '\n== %s\n' "$*"; }

stop() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 2
}

prepare() { # arguments go to `uv sync`
  local python=${PYTHON:-python3}
  command -v "$python" >/dev/null ||
    stop "$python isn't there. Install it: apt-get install python3 python3-pip"
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "$("$python" --version) is too old; allowed: 3.11 or later. Set PYTHON to a later one."

  if [ ! -x "$UV" ]; then
    say "Fetching uv $UV_VERSION into .tools"
    "$python" -m pip --version >/dev/null 2>&1 ||
      stop "$python has no pip. Install it: apt-get install python3-pip"
    # Built beside its place and moved there, so that a run cut short leaves no half of it.
    rm -rf .tools/new
    "$python" -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
      --target .tools/new "uv==$UV_VERSION"
    mkdir -p .tools
    rm -rf ".tools/uv-$UV_VERSION"
    mv .tools/new ".tools/uv-$UV_VERSION"
  fi

  say "Laying out .venv as uv.lock says"
  export UV_PYTHON_DOWNLOADS=never
  export UV_HTTP_TIMEOUT=${UV_HTTP_TIMEOUT:-180}
  "$UV" sync --quiet --locked --python "$("$python" -c 'import sys; print(sys.executable)')" "$@"
}
