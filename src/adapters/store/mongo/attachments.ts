import type { AttachmentRecord, AttachmentStore } from "../../../ports/store/attachments.ts";
import type { Connection } from "./connection.ts";
import type { AttachmentDocument } from "./documents.ts";
import type { LiveRooms } from "./live-rooms.ts";

const toAttachmentRecord = (document: AttachmentDocument): AttachmentRecord => {
  const { _id, owner, createdAt, name, size, mime, width, height } = document;
  return {
    id: _id,
    name,
    size,
    mime,
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ownerId: owner,
    createdAt,
  };
};

export const mongoAttachments = (connection: Connection, liveRooms: LiveRooms): AttachmentStore => {
  const { attachments, entries, members } = connection.collections;

  const roomsCarrying = (id: string): Promise<string[]> =>
    connection.run((scope) => entries.distinct("_id.room", { "attachments.id": id }, scope));

  const held = async (owner: string): Promise<{ bytes: number; files: number }> => {
    const [sum] = await connection.run((scope) =>
      attachments
        .aggregate<{ bytes: number; files: number }>(
          [
            { $match: { owner, state: { $in: ["unsent", "in_use"] } } },
            { $group: { _id: null, bytes: { $sum: "$size" }, files: { $sum: 1 } } },
          ],
          scope,
        )
        .toArray(),
    );
    return sum ?? { bytes: 0, files: 0 };
  };

  const attachment = async (id: string): Promise<AttachmentRecord | undefined> => {
    const found = await connection.run((scope) => attachments.findOne({ _id: id }, scope));
    if (found === null) return undefined;
    if (found.state === "unsent") return toAttachmentRecord(found);
    if (found.state !== "in_use") return undefined;
    // What a room that is gone holds is removed a while later.
    const live = await liveRooms.among(await roomsCarrying(id));
    return live.size === 0 ? undefined : toAttachmentRecord(found);
  };

  const abandon = async (
    state: "uploading" | "unsent",
    before: number,
    limit: number,
  ): Promise<void> => {
    const due = { state, createdAt: { $lt: before } };
    const found = await connection.run((scope) =>
      attachments
        .find(due, { ...scope, projection: { _id: 1 } })
        .limit(limit)
        .toArray(),
    );
    if (found.length === 0) return;
    const ids = found.map(({ _id }) => _id);
    await connection.run((scope) =>
      attachments.updateMany({ _id: { $in: ids }, state }, { $set: { state: "abandoned" } }, scope),
    );
  };

  return {
    async beginUpload(id, owner, createdAt) {
      const begun: AttachmentDocument = {
        _id: id,
        owner,
        createdAt,
        state: "uploading",
        name: "",
        size: 0,
        mime: "",
      };
      await connection.run((scope) => attachments.insertOne(begun, scope));
    },

    async completeUpload({ id, name, size, mime, width, height, ownerId }, quota) {
      const { matchedCount } = await connection.run((scope) =>
        attachments.updateOne(
          { _id: id, state: "uploading" },
          { $set: { state: "unsent", name, size, mime, width, height } },
          scope,
        ),
      );
      if (matchedCount === 0) throw new Error(`completeUpload: ${id} was never begun`);
      // Counted with itself: two at once may both be refused, and never be both let in.
      const { bytes, files } = await held(ownerId);
      if (bytes <= quota.bytes && files <= quota.files) return "stored";
      await connection.run((scope) =>
        attachments.updateOne({ _id: id }, { $set: { state: "abandoned" } }, scope),
      );
      return "full";
    },

    attachment,

    async attachmentsOf(ownerId, ids) {
      const found = await Promise.all(ids.map(attachment));
      return found.filter((file) => file !== undefined).filter((file) => file.ownerId === ownerId);
    },

    async roomCarrying(id, userId) {
      const memberships = (await roomsCarrying(id)).map((room) => ({ room, user: userId }));
      const own = await connection.run((scope) =>
        members.find({ _id: { $in: memberships } }, { ...scope, projection: { _id: 1 } }).toArray(),
      );
      const [roomId] = await liveRooms.among(own.map(({ _id }) => _id.room));
      return roomId;
    },

    async abandonFiles({ begunBefore, unsentBefore }, limit) {
      await abandon("uploading", begunBefore, limit);
      await abandon("unsent", unsentBefore, limit);
      const found = await connection.run((scope) =>
        attachments
          .find({ state: "abandoned" }, { ...scope, projection: { _id: 1 } })
          .sort({ createdAt: 1 })
          .limit(limit)
          .toArray(),
      );
      return found.map(({ _id }) => _id);
    },

    async forgetFiles(ids) {
      await connection.run((scope) =>
        attachments.deleteMany({ _id: { $in: [...ids] }, state: "abandoned" }, scope),
      );
    },
  };
};
