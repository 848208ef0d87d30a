# The server on Bun: the runtime, production dependencies, the sources as they are, the UIs as built.
#   docker build -f deploy/docker/bun.Dockerfile -t crosstalk-bun .
FROM node:24.21.0-bookworm-slim AS manifest
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM manifest AS uis
# Without scripts: they would fetch the runtimes that development pins.
RUN npm ci --ignore-scripts
COPY tsconfig.base.json ./
COPY scripts scripts
COPY src src
COPY ui ui
COPY chat-ui chat-ui
COPY admin-ui admin-ui
RUN node scripts/build.ts

FROM manifest AS dependencies
RUN npm ci --ignore-scripts --omit=dev

FROM oven/bun:1.4.5-slim AS bun

FROM debian:bookworm-slim
COPY --from=bun /usr/local/bin/bun /usr/local/bin/bun
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=uis /app/dist dist
COPY deploy/docker/entrypoint.sh deploy/docker/ready.ts deploy/docker/
COPY package.json bunfig.toml ./
COPY src src
# For an embedded server; a volume mounted here belongs to it too.
RUN mkdir /data && chown 10001:10001 /data
# BUN_JSC_*: docs/adr/0015.
ENV MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=131072 MIMALLOC_PURGE_DELAY=0
ENV BUN_JSC_forceRAMSize=67108864 BUN_JSC_useFTLJIT=0 NODE_ENV=production DATA_DIR=/data
USER 10001:10001
EXPOSE 3000
ENTRYPOINT ["sh", "deploy/docker/entrypoint.sh"]
CMD ["bun", "src/runtime/bun.ts"]
