#!/bin/sh
# Installs what the digitiser needs: `install.sh run` to use it, `test` to test it too, `train` to train its model. Quick when all is there.
set -eu
cd "$(dirname "$0")"
purpose=${1:-run}
uv_version=0.13.9

languages="eng fra ara spa deu osd"
debian="python3-venv tesseract-ocr libgl1 libglib2.0-0"
for language in $languages; do debian="$debian tesseract-ocr-$language"; done
brew="tesseract tesseract-lang"
if [ "$purpose" = test ]; then debian="$debian chromium"; fi

say() { printf '%s\n' "$*" >&2; }

missing() {  # what the system lacks, in words; nothing when all is there
  command -v tesseract >/dev/null || { echo "Tesseract"; return; }
  packs=$(tesseract --list-langs 2>/dev/null) || packs=""
  for language in $languages; do
    printf '%s\n' "$packs" | grep -qx "$language" || echo "Tesseract's language pack $language"
  done
  if [ "$(uname -s)" = Linux ]; then
    for library in libGL.so.1 libgthread-2.0.so.0; do
      { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep -q "$library" || echo "$library"
    done
  fi
  if ! command -v uv >/dev/null && [ ! -x .uv/bin/uv ] && ! python3 -c 'import ensurepip' 2>/dev/null; then
    echo "Python's venv"
  fi
  if [ "$purpose" = test ] && ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null; then
    echo "Chromium"
  fi
}

install_system() {
  lacking=$(missing)
  [ -n "$lacking" ] || return 0
  say "Missing: $(printf '%s' "$lacking" | tr '\n' ',' | sed 's/,/, /g')."
  if command -v apt-get >/dev/null; then
    root=""
    if [ "$(id -u)" != 0 ]; then
      command -v sudo >/dev/null || { say "Ask an administrator to run: apt-get install $debian"; exit 1; }
      root="sudo"
    fi
    say "Installing with apt: $debian"
    $root apt-get update -qq
    # shellcheck disable=SC2086  # a list of words
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $debian >/dev/null
  elif command -v brew >/dev/null; then
    say "Installing with brew: $brew"
    # shellcheck disable=SC2086
    brew install -q $brew
  else
    say "This system has neither apt nor brew. Install these with its own package manager, then run the same command again:"
    say "  tesseract with the language packs $languages, libGL, glib 2, Python 3.11 or later${purpose:+, and for tests Chromium}"
    say "  (Fedora: sudo dnf install tesseract tesseract-langpack-{eng,fra,ara,spa,deu} mesa-libGL glib2 python3)"
    exit 1
  fi
}

find_uv() {
  if command -v uv >/dev/null; then uv=uv; return; fi
  if [ ! -x .uv/bin/uv ]; then
    say "Installing uv $uv_version into .uv"
    python3 -m venv .uv
    .uv/bin/pip install --quiet --disable-pip-version-check "uv==$uv_version"
  fi
  uv=.uv/bin/uv
}

install_system
find_uv
case $purpose in
  run) $uv sync --frozen --quiet --inexact --no-default-groups ;;
  test) $uv sync --frozen --quiet ;;
  train) $uv sync --frozen --quiet --group training ;;
  *) say "install.sh run, test or train"; exit 2 ;;
esac
