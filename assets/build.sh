#!/bin/sh
# Rebuilds what static/ holds from others: the GOV.UK Frontend stylesheet and script, and the typeface.
# Needs node and npm. Run by hand when a version below changes, and commit what it writes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
static="$here/../static"
govuk=6.3.0   # must be the version that govuk-frontend-jinja renders
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/govuk.scss" "$work"
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent \
  "govuk-frontend@$govuk" sass@1 @fontsource-variable/atkinson-hyperlegible-next@5
npx sass --pkg-importer=node --no-source-map --style=compressed --quiet-deps govuk.scss "$static/govuk.css"
if grep -q "GDS Transport" "$static/govuk.css"; then
  echo "GDS Transport found in the compiled stylesheet: check govuk.scss" >&2; exit 1
fi
rm -f "$static"/govuk-frontend-*.min.js
# The map comment names a file that is not shipped.
sed 's#//\# sourceMappingURL=.*##' node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js \
  > "$static/govuk-frontend-$govuk.min.js"
font=node_modules/@fontsource-variable/atkinson-hyperlegible-next
mkdir -p "$static/fonts"
cp "$font/files/atkinson-hyperlegible-next-latin-wght-normal.woff2" "$static/fonts/atkinson-next.woff2"
cp "$font/LICENSE" "$static/fonts/LICENCE.txt"
