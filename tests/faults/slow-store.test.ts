import { afterAll, beforeAll, expect, test } from "vitest";
import { Cluster } from "../harness/cluster.ts";
import type { Identity } from "../harness/rest.ts";
import { RUNTIMES } from "../harness/runtime-command.ts";
import { readRoom } from "../harness/stored-room.ts";
import { TcpProxy } from "../harness/tcp-proxy.ts";
import { until } from "../harness/wait.ts";
import { clusterTarget } from "../realtime/cluster-target.ts";
import { Stage } from "../realtime/stage.ts";

/** Longer than a server needs to make another one's command take effect, and shorter than it waits for what it writes. */
const ANSWER_LATE_MS = 120;

const proxies: TcpProxy[] = [];
let cluster: Cluster;

/** The first server is near its MongoDB; behind it there is one of each runtime that is far from it. */
beforeAll(async () => {
  cluster = await Cluster.start({
    runtimes: ["node", ...RUNTIMES],
    env: { RATE_LIMITS: "off" },
    envOf: async (index, { mongo }) => {
      if (index === 0) return {};
      const proxy = await TcpProxy.start(mongo.members[0]?.port ?? 0);
      proxies[index] = proxy;
      return { MONGO_URL: `mongodb://127.0.0.1:${proxy.port}/?directConnection=true` };
    },
  });
});

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
  for (const proxy of proxies) await proxy?.[Symbol.asyncDispose]();
});

const endings = [
  ["deletes the room", "room_deleted", () => ""],
  ["removes them", "room_removed", ({ user }: Identity) => `/members/${user.id}`],
] as const;

/** Of a send that stands while its server does not know it yet, when somebody ends it all on another server. */
for (const [index, runtime] of RUNTIMES.entries()) {
  test.each(endings)(
    `its ack on ${runtime} comes before the last of the room when another server %s`,
    async (_what, last, path) => {
      await using stage = new Stage(clusterTarget(cluster));
      const far = index + 1;
      const [owner, sender] = await Promise.all([stage.account("owner"), stage.account("sender")]);
      const ada = await stage.connect(owner, { at: 0 });
      const ben = await stage.connect(sender, { at: far });
      const room = await stage.room("public", ada, ben);
      await stage.say(ben, room.id, "so that its lane knows the end of the room");
      proxies[far]?.slow(ANSWER_LATE_MS);
      try {
        const acked = ben.socket.do("send_message", { room_id: room.id, content: "late" }, "ack");
        await until("it stands", async () => {
          const { entries } = await readRoom(stage.rest(0), ada.token, room.id);
          return entries.some((entry) => entry.event === "message" && entry.content === "late");
        });
        await stage
          .rest(0)
          .ok("DELETE", `/api/rooms/${room.id}${path(sender)}`, { token: ada.token });
        await ben.socket.next(last, { room_id: room.id });
        await acked;
        const ofRoom = ben.socket.events.filter(
          (event) => "room_id" in event && event.room_id === room.id,
        );
        expect(ofRoom.at(-1)?.event).toBe(last);
      } finally {
        proxies[far]?.slow(0);
      }
    },
  );
}
