#!/usr/bin/env bash
# Find the system libraries that PDF files are drawn with, or install Debian's where that is allowed.
set -euo pipefail

needed=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
if .venv/bin/python -W error::DeprecationWarning -c 'import weasyprint' >/dev/null 2>&1; then exit 0; fi

if [ "$(id -u)" = 0 ]; then as_root=(); elif sudo -n true 2>/dev/null; then as_root=(sudo -n); else
  echo "PDF files need: sudo apt-get install ${needed[*]}" >&2
  exit 1
fi
echo "Installing what PDF files are drawn with (${needed[*]})"
"${as_root[@]}" apt-get update
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install --yes --no-install-recommends "${needed[@]}"
