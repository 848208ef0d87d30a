/** A bot in 30 lines: `node examples/bot.ts --url http://localhost:3000 --room lobby`, then say !time or !echo hi. */
import { parseArgs } from "node:util";
import { ChatClient } from "../src/client/chat-client.ts";
import { cookieFetch } from "../src/client/cookie-fetch.ts";

const { values } = parseArgs({
  options: {
    url: { type: "string", default: "http://localhost:3000" },
    room: { type: "string", default: "lobby" },
    username: { type: "string" },
  },
});
const client = new ChatClient({ url: values.url, fetch: cookieFetch() });
const { session } = client;
const password = process.env["BOT_PASSWORD"];
if (values.username === undefined || password === undefined) {
  await session.guest({ display_name: "Bot" });
} else await session.login({ username: values.username, password });

client.on("message", ({ room_id, seq, content, sender }) => {
  if (sender.id === client.user?.id) return;
  const [command, ...words] = (content ?? "").split(" ");
  if (command === "!time") client.send(room_id, new Date().toISOString(), { replyTo: seq });
  if (command === "!echo" && words.length > 0) client.send(room_id, words.join(" "));
});
client.on("state", (state) => console.log(state.status, state.reason ?? ""));
await client.start();
await client.next("rooms");
const room = { name: values.room };
await client.join(room).catch(() => client.createRoom({ ...room, kind: "ephemeral" }));
