import { ChatClient } from "../src/client/chat-client.ts";
import type { Mark } from "../src/protocol/primitives.ts";

/** Somebody who writes without a browser: fills rooms, and says things while others look. */
export class Writer {
  readonly chat: ChatClient;
  readonly roomId: string;

  private constructor(chat: ChatClient, roomId: string) {
    this.chat = chat;
    this.roomId = roomId;
  }

  /** Registers and opens a public room. */
  static async withRoom(
    url: string,
    username: string,
    room: string,
    displayName = username,
  ): Promise<Writer> {
    const chat = new ChatClient({ url, sendWindow: 32 });
    await chat.session.register({
      username,
      password: "correct horse battery",
      display_name: displayName,
    });
    const online = chat.next("state", { matches: (state) => state.status === "online" });
    await chat.start();
    await online;
    const created = await chat.createRoom({ name: room, kind: "public" });
    return new Writer(chat, created.room.id);
  }

  /** Resolves when all is stored; the mark is the last one's. */
  async write(texts: readonly string[]): Promise<Mark> {
    const sent = texts.map((text) => this.chat.send(this.roomId, text));
    const acks = await Promise.all(sent.map((item) => this.chat.outbox.settled(item.cid)));
    const last = acks.at(-1);
    return { seq: last?.seq ?? 0, n: last?.n ?? 0 };
  }

  stop(): void {
    this.chat.stop();
  }
}

/** Texts of many lengths, so that no two rows are of one height. */
export const texts = (count: number, stem = "message"): string[] =>
  Array.from({ length: count }, (_, i) =>
    `${stem} ${i + 1} ${"lorem ipsum dolor sit amet ".repeat((i * 7) % 11)}`.trim(),
  );
