#!/usr/bin/env bash
# Puts VS Code for the browser (code-server 4.100.3, the last for Node 20) into a folder: scripts/clients/vscode-setup.sh FOLDER
# Takes a minute or two and 320 MB. Needs ripgrep, which its own installer would download.
set -euo pipefail
mkdir -p "$1" && cd "$1"
[ -f package.json ] || npm init -y >/dev/null
rg=$(command -v rg) || { echo 'ripgrep is missing' >&2; exit 1; }
npm install --ignore-scripts code-server@4.100.3
npm rebuild argon2
cd node_modules/code-server/lib/vscode
npm install --ignore-scripts --omit=dev
mkdir -p node_modules/@vscode/ripgrep/bin && ln -sf "$rg" node_modules/@vscode/ripgrep/bin/rg
npm rebuild @vscode/spdlog native-watchdog @parcel/watcher
ln -sfn node_modules node_modules.asar
ln -sf code-linux.sh bin/remote-cli/code-server
cd extensions && npm install --ignore-scripts --omit=dev && ln -sfn node_modules node_modules.asar
