#!/usr/bin/env bash
# Find Chromium for the browser tests, or install Debian's where that is allowed.
set -euo pipefail

for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
  if [ -n "$name" ] && command -v "$name" >/dev/null; then exit 0; fi
done

if [ "$(id -u)" = 0 ]; then as_root=(); elif sudo -n true 2>/dev/null; then as_root=(sudo -n); else
  echo "The browser tests need Chromium: sudo apt-get install chromium (or set CHROMIUM to one)" >&2
  exit 1
fi
echo "Installing Chromium for the browser tests (a minute or two, once)"
"${as_root[@]}" apt-get update
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install --yes --no-install-recommends chromium fonts-liberation
