import type { RoomRuleStore } from "../parts.ts";
import type { Connection } from "./connection.ts";

export const mongoRoomRules = (connection: Connection): RoomRuleStore => {
  const { room_rules } = connection.collections;
  return {
    async roomRules() {
      const found = await connection.run((scope) => room_rules.find({}, scope).toArray());
      return found.map(({ _id, rules }) => ({ roomId: _id, rules }));
    },

    async updateRoomRules(roomId, change) {
      await connection.transaction(async (scope) => {
        const found = await room_rules.findOne({ _id: roomId }, scope);
        const rules = change(found?.rules);
        if (rules === undefined) await room_rules.deleteOne({ _id: roomId }, scope);
        else await room_rules.replaceOne({ _id: roomId }, { rules }, { ...scope, upsert: true });
      });
    },
  };
};
