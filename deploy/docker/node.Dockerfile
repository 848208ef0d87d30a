# The server on Node.js: the runtime, production dependencies, the sources as they are, the UIs as built.
#   docker build -f deploy/docker/node.Dockerfile -t crosstalk-node .
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

# Not the image of Node.js itself, which has npm, yarn and a shell's worth of tools.
FROM debian:bookworm-slim
COPY --from=manifest /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=uis /app/dist dist
COPY deploy/docker/entrypoint.sh deploy/docker/ready.ts deploy/docker/initiate-replica-set.ts deploy/docker/
COPY package.json ./
COPY src src
# For an embedded server; a volume mounted here belongs to it too.
RUN mkdir /data && chown 10001:10001 /data
ENV MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=131072 NODE_ENV=production DATA_DIR=/data
USER 10001:10001
EXPOSE 3000
ENTRYPOINT ["sh", "deploy/docker/entrypoint.sh"]
CMD ["node", "--max-semi-space-size=4", "--heap-growing-percent=50", "src/runtime/node.ts"]
