import { defineStore } from "pinia";
import { shallowReactive } from "vue";
import { useChat } from "./chat-port.ts";

/** How much of each upload that is under way has been sent, by its key. */
export const useUploadProgress = defineStore("upload-progress", () => {
  const chat = useChat();
  const parts = shallowReactive(new Map<string, number>());

  chat.uploads.on("progress", ({ key, sent, size }) => {
    parts.set(key, size === 0 ? 0 : sent / size);
  });
  chat.uploads.on("ended", ({ key }) => parts.delete(key));

  /** 0 to 1; undefined when nothing of it is being sent. */
  const of = (key: string): number | undefined => parts.get(key);
  return { of };
});
