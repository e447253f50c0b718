#!/usr/bin/env bash
# Fetches the browser libraries of the pages from npm into wwwroot/lib, at the versions below. Needs node; building Engram does not:
# what this script makes is committed. Run it to raise a version, look at the pages, commit both.
set -euo pipefail
uplot=1.6.32 esbuild=0.28.2 inter=5.3.0 axe=4.14.1 swagger=5.35.0

here=$(cd "$(dirname "$0")" && pwd)
lib=$here/wwwroot/lib
tests=$here/../../tests/Engram.EndToEnd/Vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init --yes >/dev/null
npm install --ignore-scripts --no-audit --no-fund --silent \
  "uplot@$uplot" "esbuild@$esbuild" "@fontsource-variable/inter@$inter" "axe-core@$axe" "swagger-ui-dist@$swagger"

# Line charts: one minified ES module that is also told its licence.
mkdir -p "$lib/uplot"
npx esbuild node_modules/uplot/dist/uPlot.esm.js --minify --format=esm --banner:js="/*! uPlot $uplot, MIT, see LICENSE beside this file */" --outfile="$lib/uplot/uplot.min.mjs" --log-level=error
cp node_modules/uplot/dist/uPlot.min.css node_modules/uplot/LICENSE "$lib/uplot/"
echo "$uplot" >"$lib/uplot/VERSION"

# Type: Inter (OFL), the two alphabets the pages use.
mkdir -p "$lib/inter"
cp node_modules/@fontsource-variable/inter/files/inter-{latin,greek}-wght-normal.woff2 node_modules/@fontsource-variable/inter/LICENSE "$lib/inter/"
echo "$inter" >"$lib/inter/VERSION"

# Accessibility checks (MPL-2.0), for the tests only.
mkdir -p "$tests"
cp node_modules/axe-core/axe.min.js "$tests/"
cp node_modules/axe-core/LICENSE "$tests/axe-LICENSE"
echo "$axe" >"$tests/axe-VERSION"

# The description of the API as a page (Apache-2.0); wwwroot/docs.js starts it.
mkdir -p "$lib/swagger-ui"
cp node_modules/swagger-ui-dist/{swagger-ui-bundle.js,swagger-ui.css,LICENSE,NOTICE} "$lib/swagger-ui/"
echo "$swagger" >"$lib/swagger-ui/VERSION"
