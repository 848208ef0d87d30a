import type { sync as english } from "../en/sync.ts";
import type { Translated } from "../schema.ts";

export const sync: Translated<typeof english> = {
  caughtUp: "تم اللحاق بما فات: {messages} في {rooms}",
  messages: "لا رسائل | رسالة واحدة | رسالتان | {n} رسائل | {n} رسالة | {n} رسالة",
  rooms: "لا غرف | غرفة واحدة | غرفتين | {n} غرف | {n} غرفة | {n} غرفة",
};
