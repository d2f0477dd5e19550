#!/bin/sh
# Rebuilds static/swagger: what draws the API's document, as published but for three things. Pictures
# written into the style sheet go, since the content security policy refuses them; so do the names
# of maps that are not shipped, and one top-level domain that reads like a government mark.
# Needs npm. Run by hand when the version below changes, and commit what it writes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
swagger="$here/../static/swagger"
version=5.35.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --ignore-scripts --silent "swagger-ui-dist@$version" >/dev/null
tar xzf "swagger-ui-dist-$version.tgz"
mkdir -p "$swagger"
cp package/LICENSE "$swagger/LICENCE.txt"
cp package/NOTICE "$swagger/NOTICE.txt"
sed -e '/^\/\/# sourceMappingURL/d' -e 's/|crown|/|/g' package/swagger-ui-bundle.js \
  > "$swagger/swagger-ui-bundle.js"
sed -E -e 's/url\("data:([^"\\]|\\.)*"\)/none/g' -e 's/url\(data:[^)]*\)/none/g' \
  -e 's/\/\*# sourceMappingURL=[^*]*\*\///g' package/swagger-ui.css > "$swagger/swagger-ui.css"
