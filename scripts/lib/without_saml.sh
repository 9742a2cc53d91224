#!/bin/sh
# Whether a binary that was built without SAML says so, and does not start, when it is told to serve SAML.
#   scripts/lib/without_saml.sh build/without-saml/gotrue
set -eu
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
binary=$(realpath "$1")
cd "$directory"
status=0
env -i GOTRUE_SITE_URL=https://www.example.com GOTRUE_JWT_SECRET=of-a-server-that-never-starts-0123456789 \
  GOTRUE_EXTERNAL_SAML_ENABLED=true GOTRUE_EXTERNAL_SAML_METADATA_URL=https://idp.example.com/metadata \
  GOTRUE_EXTERNAL_SAML_API_BASE=https://api.example.com timeout 20 "$binary" serve >said 2>&1 || status=$?
[ "$status" -eq 1 ] && grep -q "EXTERNAL_SAML_ENABLED: this binary was built without SAML; unset it to start" said && exit 0
cat said >&2
exit 1
