#!/bin/sh
# Runs the server on Deno with what it needs and nothing else. Node and Bun have no such limits.
set -eu
data=${DATA_DIR:-./data}

# net: clients come from anywhere, and the databases are wherever the settings say.
# env: PROTOCOL §5. Libraries probe for others; to them these are not set, instead of an error.
# sys: what /metrics and the cluster view tell of the host, and who owns DATA_DIR.
# read: /usr/bin/ldd tells @node-rs/argon2 which of its native builds fits this libc.
# ffi: that build.
exec deno run \
  --no-prompt \
  --allow-net \
  --allow-env=PORT,HOST,PUBLIC_URL,DATA_DIR,MONGO_URL,DB_NAME,REDIS_URL,JWT_SECRET,CORS_ORIGINS,TRUSTED_PROXIES,SERVER_ID,ADMIN_USERNAME,ADMIN_PASSWORD,GUESTS,REGISTRATION,EPHEMERAL_TTL,RETENTION_DAYS,METRICS_TOKEN,RATE_LIMITS,LOG_LEVEL,TLS_CERT,TLS_KEY,NODE_ENV \
  --ignore-env \
  --allow-sys=hostname,cpus,systemMemoryInfo,networkInterfaces,uid,gid \
  --allow-read="package.json,src,node_modules,dist,/usr/bin/ldd,$data${TLS_CERT:+,$TLS_CERT}${TLS_KEY:+,$TLS_KEY}" \
  --allow-write="$data" \
  --allow-ffi=node_modules/@node-rs \
  src/runtime/deno.ts
