import { expect, it } from "vitest";
import { deviceOf } from "./device-name.ts";

const MAC =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)";

it("names browser and system as their users know them", () => {
  expect(deviceOf(`${MAC} Chrome/140.0 Safari/537.36`)).toEqual({
    browser: "Chrome",
    system: "macOS",
    handheld: false,
  });
  expect(deviceOf(`${MAC} Chrome/140.0 Safari/537.36 Edg/140.0`).browser).toBe("Edge");
  expect(
    deviceOf("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"),
  ).toEqual({ browser: "Safari", system: "iPhone", handheld: true });
  expect(deviceOf("Mozilla/5.0 (Android 14; Mobile; rv:130.0) Firefox/130.0").system).toBe(
    "Android",
  );
  expect(deviceOf("curl/8.0")).toEqual({ handheld: false });
});
