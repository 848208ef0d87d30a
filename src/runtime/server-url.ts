/** Where a server listens, as a browser on the same machine would write it. */
export const serverUrl = (hostname: string, port: number, tls: boolean): string => {
  const everywhere = hostname === "0.0.0.0" || hostname === "::";
  const named = hostname.includes(":") ? `[${hostname}]` : hostname;
  return `${tls ? "https" : "http"}://${everywhere ? "localhost" : named}:${port}`;
};
