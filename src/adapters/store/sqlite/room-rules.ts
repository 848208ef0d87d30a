import type { RoomRules } from "../../../protocol/room-rules.ts";
import type { RoomRuleStore } from "../parts.ts";
import type { Connection } from "./connection.ts";

export const sqliteRoomRules = (connection: Connection): RoomRuleStore => ({
  async roomRules() {
    return connection
      .prepare<{ room_id: string; rules: string }>("SELECT room_id, rules FROM room_rules")
      .all()
      .map(({ room_id, rules }) => ({ roomId: room_id, rules: JSON.parse(rules) as RoomRules }));
  },

  async updateRoomRules(roomId, change) {
    const found = connection
      .prepare<{ rules: string }>("SELECT rules FROM room_rules WHERE room_id = ?")
      .get(roomId);
    const rules = change(found && (JSON.parse(found.rules) as RoomRules));
    if (rules === undefined) {
      connection.prepare("DELETE FROM room_rules WHERE room_id = ?").run(roomId);
      return;
    }
    connection
      .prepare("INSERT OR REPLACE INTO room_rules (room_id, rules) VALUES (?, ?)")
      .run(roomId, JSON.stringify(rules));
  },
});
