#!/usr/bin/env bash
# Installs Debian packages that one target needs, or says plainly what a person has to install.
set -eu
echo "Needed on this machine: $*"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
else
  echo "This target may not install them here. Install them and run it again, e.g.: sudo apt-get install $*" >&2
  exit 1
fi
