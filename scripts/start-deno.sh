#!/bin/sh
# Runs the server on Deno with what it needs and nothing else. Node and Bun have no such limits.
set -eu
data=${DATA_DIR:-./data}
# Nothing above it may be written to below. What can't be made the server tells of in its own words.
mkdir -p -m 700 "$data" 2>/dev/null || true

# net: clients come from anywhere, and the databases are wherever the settings say.
# env: PROTOCOL §5. Libraries probe for others; to them these are not set, instead of an error.
# sys: the name of the host, and whose the files of DATA_DIR are; the driver of MongoDB tells it the
#      release of the system. setPriority is for threads whose work can wait.
# ffi: the native build of @node-rs/argon2. Which one fits this libc it learns from /usr/bin/ldd,
#      and where there is none from a report that tells of cpus and networkInterfaces too.
# v8-flags, MALLOC_*: docs/adr/0015
export MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=131072
exec deno run \
  --v8-flags=--max-semi-space-size=4,--heap-growing-percent=50 \
  --no-prompt \
  --allow-net \
  --allow-env=PORT,HOST,PUBLIC_URL,DATA_DIR,MONGO_URL,DB_NAME,REDIS_URL,JWT_SECRET,CORS_ORIGINS,TRUSTED_PROXIES,SERVER_ID,ADMIN_USERNAME,ADMIN_PASSWORD,ADMIN_TOTP_OFF,GUESTS,REGISTRATION,EPHEMERAL_TTL,RETENTION_DAYS,METRICS_TOKEN,RATE_LIMITS,LOG_LEVEL,TLS_CERT,TLS_KEY,NODE_ENV \
  --ignore-env \
  --allow-sys=hostname,uid,cpus,networkInterfaces,osRelease,setPriority \
  --allow-read="src,dist,/usr/bin/ldd,$data${TLS_CERT:+,$TLS_CERT}${TLS_KEY:+,$TLS_KEY}" \
  --allow-write="$data" \
  --allow-ffi=node_modules/@node-rs \
  src/runtime/deno.ts
