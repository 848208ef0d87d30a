import { describe, expect, test } from "vitest";
import { Party } from "../harness/party.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { seed, seededDice } from "../harness/seeded.ts";
import { ServerProcess } from "../harness/server-process.ts";
import { until } from "../harness/wait.ts";

describe.each(RUNTIMES)("two connections of one user on %s", (runtime) => {
  test("both get everything, what the other sent and read too, also over a kill", async () => {
    await using server = await ServerProcess.start({ runtime, env: { RATE_LIMITS: "off" } });
    await using party = await Party.gather(server, seededDice(seed));
    const [agora] = party.rooms;
    const ada = agora?.clients[0];
    if (agora === undefined || ada === undefined) throw new Error("nobody is here");
    const second = await party.client(ada.identity, "ada's phone");
    agora.clients.push(second);

    party.talk();
    await until("traffic", () => party.sent > 200);
    await server.restart();
    await until("more traffic", () => party.sent > 400);
    expect(await party.settle()).toEqual([]);

    const seq = second.cursors.get(agora.room) ?? 0;
    await ada.expect("read", "read", { room_id: agora.room, seq });
    await until("the read mark on the phone", () =>
      party.history.observations.some(
        (o) =>
          o.kind === "received" &&
          o.connection.startsWith(second.name) &&
          o.event.event === "read" &&
          o.event.seq === seq,
      ),
    );
    const den = await party.openRoom(ada, "den", "public", []);
    await until("the new room on the phone", () => second.cursors.has(den.room));
  });
});
