#!/bin/sh
# build.sh OUT: make the site in the folder OUT.
set -eu
out=$1
mkdir -p "$out"
sassc --style compressed style.scss >"$out/style.css"
for page in pages/*.md; do
  name=$(basename "$page" .md)
  {
    printf '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>%s</title>\n' \
      "$(sed -n 's/^# //p' "$page" | head -n 1)"
    printf '<link rel="stylesheet" href="style.css">\n'
    cmark "$page"
    printf '</html>\n'
  } >"$out/$name.html"
done
