# In place of redis: Debian's.
FROM debian:bookworm-slim
RUN apt-get update -q && apt-get install -qy --no-install-recommends redis-server
WORKDIR /data
