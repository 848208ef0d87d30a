import { randomBytes } from "node:crypto";
import { type Dice, integer, pick } from "../harness/seeded.ts";
import { clientFrame, type FrameFields, OPCODE } from "../runtime/raw-frame.ts";
import { damage, type Json, mutate, oddValue } from "./mutations.ts";

const encode = (
  payload: Uint8Array,
  fields: Omit<FrameFields, "payload" | "opcode"> & { readonly opcode?: number } = {},
): Buffer => clientFrame({ opcode: OPCODE.text, payload, ...fields });

/** A head that claims what does not follow. */
const claiming = (length: bigint, payload: Buffer): Buffer => {
  const head = Buffer.alloc(14);
  head[0] = 0x80 | OPCODE.text;
  head[1] = 0x80 | 127;
  head.writeBigUInt64BE(length, 2);
  return Buffer.concat([head, payload]);
};

const text = (value: Json): Buffer => Buffer.from(JSON.stringify(value) ?? "null");

/** One message in so many fragments, perhaps with a ping in between. */
const fragmented = (dice: Dice, payload: Buffer, count: number): Buffer => {
  const size = Math.max(1, Math.ceil(payload.length / count));
  const parts: Buffer[] = [];
  for (let at = 0; at < payload.length; at += size) {
    const last = at + size >= payload.length;
    if (dice() < 0.1) parts.push(encode(Buffer.from("ping"), { opcode: OPCODE.ping }));
    parts.push(
      encode(payload.subarray(at, at + size), {
        fin: last,
        opcode: at === 0 ? OPCODE.text : OPCODE.continuation,
      }),
    );
  }
  return Buffer.concat(parts);
};

/** Valid actions in `room`, from which mutants are made. */
export const templates = (room: string): readonly Readonly<Record<string, Json>>[] => [
  { action: "send_message", ref: "r", room_id: room, cid: "c", content: "hello" },
  { action: "send_message", room_id: room, content: "a reply", reply_to: 1, attachments: [] },
  { action: "edit_message", room_id: room, seq: 2, content: "edited", cid: "e" },
  { action: "delete_message", room_id: room, seq: 3 },
  { action: "react", room_id: room, seq: 2, emoji: "👍", on: true },
  { action: "typing", room_id: room, on: true },
  { action: "read", room_id: room, seq: 1 },
  { action: "open_room", room_id: room },
  { action: "close_room", room_id: room },
  { action: "join_room", room_id: room, after: 0 },
  { action: "join_room", name: "elsewhere" },
  { action: "update_username", display_name: "someone" },
  { action: "ping", ref: "p" },
];

/** What does not end a connection: known actions, right or wrong in their fields. */
const field = (dice: Dice, room: string): Buffer => {
  const payload = text(mutate(dice, pick(dice, templates(room))));
  return dice() < 0.05 ? fragmented(dice, payload, integer(dice, 2, 60)) : encode(payload);
};

/** What counts as malformed, of which a connection has ten a minute. */
const malformed = (dice: Dice, room: string): Buffer => {
  const valid = JSON.stringify(pick(dice, templates(room)));
  const kind = dice();
  if (kind < 0.4) return encode(Buffer.from(damage(dice, valid)));
  if (kind < 0.6) return encode(text(oddValue(dice)));
  if (kind < 0.7) return encode(text({ action: String(oddValue(dice)).slice(0, 100) }));
  if (kind < 0.8) return encode(randomBytes(integer(dice, 0, 300)), { opcode: OPCODE.binary });
  if (kind < 0.9) return encode(Buffer.from([0x22, 0xc3, 0x28, 0xff, 0xed, 0xa0, 0x80, 0x22]));
  return encode(Buffer.from("[".repeat(integer(dice, 1, 60_000))));
};

/** What breaks RFC 6455 or the limits: the connection ends. */
const violating = (dice: Dice, room: string): Buffer => {
  const payload = text(pick(dice, [...templates(room)]));
  return pick(dice, [
    () => encode(payload, { masked: false }),
    () => encode(payload, { rsv: integer(dice, 1, 7) }),
    () => encode(payload, { opcode: pick(dice, [3, 7, 11, 15]) }),
    () => encode(payload, { opcode: OPCODE.continuation }),
    () => encode(Buffer.alloc(126, 97), { opcode: OPCODE.ping }),
    () => encode(payload, { opcode: OPCODE.ping, fin: false }),
    () => encode(Buffer.from([3]), { opcode: OPCODE.close }),
    () => encode(Buffer.from([0x03, 0xed]), { opcode: OPCODE.close }),
    () => claiming(2n ** 62n, payload),
    () => claiming(2n ** 64n - 1n, payload),
    () => encode(Buffer.alloc(65_537, 32)),
    () => fragmented(dice, Buffer.alloc(70_000, 32), 5),
    () => fragmented(dice, Buffer.alloc(300, 32), 300),
    () => Buffer.concat([encode(payload, { fin: false }), encode(payload)]),
    () => randomBytes(integer(dice, 2, 400)),
  ])();
};

export const anyFrame = (dice: Dice, room: string): Buffer => {
  const kind = dice();
  if (kind < 0.93) return field(dice, room);
  return kind < 0.99 ? malformed(dice, room) : violating(dice, room);
};
