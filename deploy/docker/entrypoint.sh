#!/bin/sh
# NAME_FILE=/run/secrets/name sets NAME to what is in the file, as Docker's own images have it: a secret in
# the environment of a container shows to whoever may inspect it.
set -eu
for name in JWT_SECRET ADMIN_PASSWORD METRICS_TOKEN MONGO_URL REDIS_URL; do
  eval "file=\${${name}_FILE:-}"
  if [ -n "$file" ]; then
    if ! value=$(cat "$file"); then
      echo "${name}_FILE can't be read by user $(id -u): $file" >&2
      exit 1
    fi
    export "$name=$value"
  fi
done
# In place of this shell, so that signals reach the server.
exec "$@"
