import { expect, test } from "vitest";
import type { Attachment, Message, MessageEntry } from "../../src/protocol/entries.ts";
import { png } from "../harness/files.ts";
import { adminToken, fileForm } from "../harness/rest.ts";
import type { Person, SetStage, Stage } from "./stage.ts";

const upload = async (stage: Stage, { token }: Person, name: string): Promise<Attachment> => {
  const body = fileForm(name, png(64, 48));
  const answer = await stage
    .rest()
    .ok<{ attachment: Attachment }>("POST", "/api/uploads", { token, body });
  return answer.attachment;
};

/** On whichever server is next. */
const statusOf = async (stage: Stage, { token }: Person, id: string): Promise<number> =>
  (await stage.rest().call("GET", `/api/attachments/${id}`, { token })).status;

/** PROTOCOL §3 uploads and reports, §4 send_message: on any server, of whichever stored it. */
export const attachmentCases = (set: SetStage): void => {
  test("attachments are one's own uploads", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("public", ada, ben);
    const file = await upload(stage, ada, "a.png");
    const send = { action: "send_message", room_id: room.id, content: "x" };
    await ada.socket.refused("not_found", { ...send, attachments: [ada.id] });
    await ben.socket.refused("not_found", { ...send, attachments: [file.id] });
    await ada.socket.refused("bad_request", { ...send, attachments: [file.id, file.id] });
    await ada.socket.refused("bad_request", { ...send, content: " ", attachments: [file.id] });
    await ada.socket.refused("bad_request", { ...send, attachments: "x" });
    await stage.say(ada, room.id, "x", { attachments: [] });
  });

  test("attachments come with their message: live, in replay, in history, and after an edit", async () => {
    await using stage = set();
    const [ada, ben, eve] = await stage.people("ada", "ben", "eve");
    const room = await stage.room("public", ada, ben);
    const files = [await upload(stage, ada, "one.png"), await upload(stage, ada, "two.png")];
    const ids = files.map(({ id }) => id);
    expect(files[0]).toMatchObject({ name: "one.png", mime: "image/png", width: 64, height: 48 });
    const { seq } = await stage.say(ada, room.id, "look", { attachments: ids });
    const live = await ben.socket.next("message", { seq });
    expect(live.attachments).toEqual(files);
    const late = await stage.connect(ben.identity, { cursors: { [room.id]: seq - 1 } });
    expect((await late.socket.next("message", { seq })).attachments).toEqual(files);
    const stored = (await stage.entries(room.id, ada)).at(-1) as MessageEntry;
    expect(stored.attachments).toEqual(files);
    await ada.socket.do("edit_message", { room_id: room.id, seq, content: "look!" }, "ack");
    const path = `/api/rooms/${room.id}/messages`;
    const { messages } = await stage
      .rest()
      .ok<{ messages: Message[] }>("GET", path, { token: ben.token });
    expect(messages.at(-1)).toMatchObject({ content: "look!", attachments: files });
    for (const id of ids) {
      expect(await statusOf(stage, ben, id)).toBe(200);
      expect(await statusOf(stage, eve, id)).toBe(404);
    }
  });

  test("a deleted message takes its attachments along, from everybody and everywhere", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const { id: room_id } = await stage.room("public", ada, ben);
    const kept = await upload(stage, ada, "kept.png");
    const lost = await upload(stage, ada, "lost.png");
    const said = { room_id, cid: "with-files", content: "look", attachments: [kept.id, lost.id] };
    const first = await ada.socket.do("send_message", said, "ack");
    await stage.say(ada, room_id, "again", { attachments: [kept.id] });
    await ada.socket.do("delete_message", { room_id, seq: first.seq }, "ack");
    for (const person of [ada, ben]) {
      expect(await statusOf(stage, person, lost.id)).toBe(404);
      expect(await statusOf(stage, person, kept.id)).toBe(200);
    }
    const stored = (await stage.entries(room_id, ada)).find(({ seq }) => seq === first.seq);
    expect(stored).toMatchObject({ deleted: true });
    expect(stored).not.toHaveProperty("attachments");
    // The same send again is answered as before, though what it carried is gone.
    expect(await ada.socket.do("send_message", said, "ack")).toMatchObject({ seq: first.seq });
    const fresh = { action: "send_message", room_id, content: "x", attachments: [lost.id] };
    await ada.socket.refused("not_found", fresh);
  });

  test("attachments are part of what is said under a cid, over WebSocket and REST", async () => {
    await using stage = set();
    const ada = await stage.person("ada");
    const { id: room_id } = await stage.room("public", ada);
    const file = await upload(stage, ada, "a.png");
    const said = { cid: "c-1", content: "look", attachments: [file.id] };
    const ack = await ada.socket.do("send_message", { room_id, ...said }, "ack");
    const rest = async (body: object) =>
      stage.rest().call<{ entry: MessageEntry }>("POST", `/api/rooms/${room_id}/messages`, {
        token: ada.token,
        body,
      });
    const again = await rest(said);
    expect([again.status, again.body.entry.seq]).toEqual([200, ack.seq]);
    expect(again.body.entry.attachments).toEqual([file]);
    expect((await rest({ ...said, attachments: [] })).status).toBe(409);
    const other = await upload(stage, ada, "b.png");
    const send = { action: "send_message", room_id, ...said, attachments: [other.id] };
    await ada.socket.refused("conflict", send);
  });

  test("who is kicked gets no attachment any more", async () => {
    await using stage = set();
    const [ada, ben] = await stage.people("ada", "ben");
    const room = await stage.room("private", ada, ben);
    const file = await upload(stage, ada, "a.png");
    await stage.say(ada, room.id, "look", { attachments: [file.id] });
    expect(await statusOf(stage, ben, file.id)).toBe(200);
    const path = `/api/rooms/${room.id}/members/${ben.id}`;
    await stage.rest().ok("DELETE", path, { token: ada.token });
    expect(await statusOf(stage, ben, file.id)).toBe(404);
    expect(await statusOf(stage, ada, file.id)).toBe(200);
  });

  test("members report messages, once each, and moderators settle it", async () => {
    await using stage = set();
    const [ada, ben, eve] = await stage.people("ada", "ben", "eve");
    const room = await stage.room("private", ada, ben);
    const { seq } = await stage.say(ada, room.id, "something bad");
    const report = (by: Person, of: object) =>
      stage.rest().call("POST", "/api/reports", {
        token: by.token,
        body: { room_id: room.id, seq, reason: "it is bad", ...of },
      });
    expect((await report(ben, {})).status).toBe(201);
    const again = await report(ben, { reason: "it is very bad" });
    expect([again.status, again.body]).toEqual([201, {}]);
    expect((await report(eve, {})).status).toBe(404);
    expect((await report(ben, { seq: 999 })).status).toBe(404);
    expect((await report(ben, { seq: 1 })).status).toBe(404);
    expect((await report(ben, { reason: "" })).status).toBe(400);
    expect((await report(ben, { reason: "x".repeat(501) })).status).toBe(400);
    const other = await stage.say(ada, room.id, "and worse");
    await ada.socket.do("delete_message", { room_id: room.id, seq: other.seq }, "ack");
    expect((await report(ben, { seq: other.seq })).status).toBe(410);

    const token = await adminToken(stage.rest());
    const queue = async (status: string) => {
      const path = `/api/admin/reports?status=${status}&limit=100`;
      const answer = await stage
        .rest()
        .ok<{ reports: { id: string; room_id: string }[] }>("GET", path, {
          token,
        });
      return answer.reports.filter(({ room_id }) => room_id === room.id);
    };
    const [open, ...others] = await queue("open");
    expect(others).toEqual([]);
    expect(open).toMatchObject({
      seq,
      reason: "it is bad",
      status: "open",
      reporter: { id: ben.id },
      same_message: 1,
    });
    const settle = { token, body: { status: "resolved", note: "talked to them" } };
    const path = `/api/admin/reports/${open?.id}`;
    const settled = await stage.rest().ok<{ report: object }>("PATCH", path, settle);
    expect(settled.report).toMatchObject({
      id: open?.id,
      seq,
      reporter: { id: ben.id },
      status: "resolved",
      note: "talked to them",
    });
    expect(await queue("open")).toEqual([]);
    expect(await queue("resolved")).toEqual([settled.report]);
  });
};
