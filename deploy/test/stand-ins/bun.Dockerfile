# In place of oven/bun:…-slim.
FROM debian:bookworm-slim
COPY bun /usr/local/bin/bun
