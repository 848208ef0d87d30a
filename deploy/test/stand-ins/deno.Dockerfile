# In place of denoland/deno:bin-…, which is the program alone.
FROM scratch
COPY deno /deno
