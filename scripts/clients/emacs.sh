#!/usr/bin/env bash
# Tries the language server in Emacs with eglot (Debian: emacs-nox and elpa-eglot). Run `npm run build` first.
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
node "$here/scripts/run.mjs" "$here/scripts/clients/broken.ts" >"$folder/job.corr"
cd "$folder"
CORR_PROGRAM="$here/dist/corr.js" emacs -q --batch -l "$here/scripts/clients/emacs.el"
