#!/bin/sh
# Makes the secrets that docker-compose.yml mounts, where they are not there yet: sh deploy/make-secrets.sh [FOLDER]
set -eu
folder=${1:-$(dirname "$0")/secrets}
umask 077
mkdir -p "$folder"
# The folder is the owner's alone; the files are for the user of the containers to read, which is nobody here.
chmod 700 "$folder"
for name in jwt_secret admin_password metrics_token; do
  [ -e "$folder/$name" ] || openssl rand -hex 32 > "$folder/$name"
  chmod 444 "$folder/$name"
done
if [ ! -e "$folder/tls_key" ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$folder/tls_key" -out "$folder/tls_cert" 2> /dev/null
fi
chmod 444 "$folder/tls_cert" "$folder/tls_key"
echo "Secrets are in $folder; the first admin is \"admin\", with what stands in admin_password"
