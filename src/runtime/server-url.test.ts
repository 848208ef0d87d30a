import { expect, test } from "vitest";
import { serverUrl } from "./server-url.ts";

test.each([
  ["127.0.0.1", false, "http://127.0.0.1:3000"],
  ["0.0.0.0", false, "http://localhost:3000"],
  ["::", true, "https://localhost:3000"],
  ["::1", false, "http://[::1]:3000"],
  ["chat.example", true, "https://chat.example:3000"],
])("%s, TLS %s: %s", (hostname, tls, expected) => {
  expect(serverUrl(hostname, 3000, tls)).toBe(expected);
});
