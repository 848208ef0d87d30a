import { expect, test } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec } from "../spec-server.ts";

const ADMIN = { username: "root-admin", password: "a very long admin password" };
const server = serverForSpec({
  RATE_LIMITS: "off",
  ADMIN_USERNAME: ADMIN.username,
  ADMIN_PASSWORD: ADMIN.password,
});

test("whoever an administrator has disconnected comes back with a press, and what they wrote is sent", async ({
  browser,
  request,
}) => {
  const base = `${server().url}/api/admin`;
  const ana = await Person.registered(browser, server().url, unique("ana"));
  await ana.createRoom(unique("room"), "Private");
  const login = await request.post(`${base}/login`, { data: ADMIN });
  const headers = { authorization: `Bearer ${(await login.json()).access_token}` };
  const connections = async (): Promise<string[]> => {
    const { clients } = await (await request.get(`${base}/clients`, { headers })).json();
    return clients.map(({ connection_id }: { connection_id: string }) => connection_id);
  };
  await expect.poll(connections).toHaveLength(1);
  const [connection] = await connections();
  const ended = await request.delete(`${base}/clients/${connection}`, { headers });
  expect(ended.status(), await ended.text()).toBe(200);

  await expect(ana.bar).toContainText("An administrator ended this connection.");
  await ana.send("not lost");
  await expect(ana.message("not lost").getByText("Waits for the connection")).toBeVisible();
  await ana.bar.getByRole("button", { name: "Connect again" }).click();
  await expect(ana.message("not lost")).toHaveAttribute("data-seq", /\d+/);
  await expect(ana.bar).toBeHidden();
  ana.expectNoErrors();
  await ana.leave();
});
