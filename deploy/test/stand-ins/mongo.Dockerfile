# In place of mongo: the mongod that the tests use. Its user and folders are those of the official image.
FROM debian:bookworm-slim
RUN apt-get update -q && apt-get install -qy --no-install-recommends libcurl4 libssl3 liblzma5
COPY mongod /usr/local/bin/mongod
RUN mkdir -p /data/db /data/configdb && chown -R 999:999 /data
