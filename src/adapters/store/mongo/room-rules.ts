import type { RoomRuleStore } from "../parts.ts";
import type { Connection } from "./connection.ts";

export const mongoRoomRules = (connection: Connection): RoomRuleStore => {
  const { room_rules } = connection.collections;
  return {
    async roomRules() {
      const found = await connection.run((scope) => room_rules.find({}, scope).toArray());
      return found.map(({ _id, rules }) => ({ roomId: _id, rules }));
    },

    async saveRoomRules(roomId, rules) {
      if (rules === undefined) {
        await connection.run((scope) => room_rules.deleteOne({ _id: roomId }, scope));
        return;
      }
      await connection.run((scope) =>
        room_rules.replaceOne({ _id: roomId }, { rules }, { ...scope, upsert: true }),
      );
    },
  };
};
