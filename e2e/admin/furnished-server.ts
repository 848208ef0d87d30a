import { ChatClient } from "../../src/client/chat-client.ts";
import { adminToken, type Identity, Rest, register } from "../../tests/harness/rest.ts";
import { unique } from "../person.ts";

/** A server where every list of the dashboard has a row. */
export interface Furnished extends Disposable {
  readonly rest: Rest;
  readonly token: string;
  readonly roomId: string;
  readonly reportId: string;
  readonly userId: string;
  readonly connectionId: string;
  readonly serverId: string;
}

interface Ids {
  readonly id: string;
}

/** A room where somebody is connected, a report, a ban, a mute and an announcement. */
export const furnish = async (url: string): Promise<Furnished> => {
  const rest = new Rest(url);
  const token = await adminToken(rest);
  const [author, loud, reporter, barred] = await Promise.all(
    ["author", "loud", "reporter", "barred"].map((name) => register(rest, unique(name))),
  );
  if (!author || !loud || !reporter || !barred) throw new Error("nobody came");
  const { room } = await rest.ok<{ room: Ids }>("POST", "/api/rooms", {
    token: author.token,
    body: { name: unique("agora"), kind: "public" },
  });
  /** Joins, says it, and is reported. */
  const reported = async (who: Identity, content: string): Promise<string> => {
    await rest.ok("POST", `/api/rooms/${room.id}/join`, { token: who.token });
    const { entry } = await rest.ok<{ entry: { seq: number } }>(
      "POST",
      `/api/rooms/${room.id}/messages`,
      { token: who.token, body: { content } },
    );
    const body = { room_id: room.id, seq: entry.seq, reason: "Spam, again" };
    await rest.ok("POST", "/api/reports", { token: reporter.token, body });
    const { reports } = await rest.ok<{ reports: Ids[] }>(
      "GET",
      "/api/admin/reports?status=open&limit=1",
      { token },
    );
    return reports[0]?.id ?? "";
  };
  await rest.ok("POST", `/api/rooms/${room.id}/join`, { token: reporter.token });
  const action = { type: "mute", until: Date.now() + 86_400_000 };
  await rest.ok("PATCH", `/api/admin/reports/${await reported(loud, "LOUD")}`, {
    token,
    body: { status: "resolved", note: "shouts", action },
  });
  const reportId = await reported(author, "Cheap watches");
  await rest.ok("POST", "/api/admin/bans", {
    token,
    body: { user_id: barred.user.id, reason: "Spam" },
  });
  await rest.ok("POST", "/api/admin/announcements", { token, body: { text: "Ten minutes away" } });

  const chat = new ChatClient({ url });
  await chat.session.register({ username: unique("here"), password: "correct horse battery" });
  const online = chat.next("state", { matches: ({ status }) => status === "online" });
  await chat.start();
  await online;
  await chat.join({ room_id: room.id });
  const { clients } = await rest.ok<{ clients: { connection_id: string; server_id: string }[] }>(
    "GET",
    "/api/admin/clients",
    { token },
  );
  return {
    rest,
    token,
    roomId: room.id,
    reportId,
    userId: author.user.id,
    connectionId: clients[0]?.connection_id ?? "",
    serverId: clients[0]?.server_id ?? "",
    [Symbol.dispose]: () => chat.stop(),
  };
};
