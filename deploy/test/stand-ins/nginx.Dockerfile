# In place of nginx: Debian's, and curl, which the official image has too.
FROM debian:bookworm-slim
RUN apt-get update -q && apt-get install -qy --no-install-recommends nginx curl
