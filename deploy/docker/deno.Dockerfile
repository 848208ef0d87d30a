# The server on Deno: the runtime, production dependencies, the sources as they are, the UIs as built.
#   docker build -f deploy/docker/deno.Dockerfile -t crosstalk-deno .
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

FROM denoland/deno:bin-2.9.5 AS deno

FROM debian:bookworm-slim
COPY --from=deno /deno /usr/local/bin/deno
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=uis /app/dist dist
COPY deploy/docker/entrypoint.sh deploy/docker/ready.ts deploy/docker/
COPY scripts/start-deno.sh scripts/
COPY package.json deno.json ./
COPY src src
# For an embedded server; a volume mounted here belongs to it too.
RUN mkdir /data && chown 10001:10001 /data
# What Deno makes of the sources, made now: the container can't write it.
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1 NODE_ENV=production DATA_DIR=/data
RUN deno cache src/runtime/deno.ts deploy/docker/ready.ts
USER 10001:10001
EXPOSE 3000
ENTRYPOINT ["sh", "deploy/docker/entrypoint.sh"]
CMD ["sh", "scripts/start-deno.sh"]
