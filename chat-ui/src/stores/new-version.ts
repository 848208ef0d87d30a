import { useEventListener } from "@vueuse/core";
import { defineStore } from "pinia";
import { readonly, ref } from "vue";
import { useChat } from "./chat-port.ts";

/** So that the pages of a server that was replaced do not all ask the new one at the same moment. */
const SPREAD_MS = 3_000;

/** Of this page, each named by its content: another build has others. */
const ownScripts = (): string[] =>
  [...document.querySelectorAll('script[type="module"][src]')].map(
    (script) => script.getAttribute("src") ?? "",
  );

/**
 * Whether the server has another build than the one that this page runs. The page goes on with its own, whose files
 * the service worker keeps, until somebody loads it anew.
 */
export const useNewVersion = defineStore("new-version", () => {
  const chat = useChat();
  const there = ref(false);
  const scripts = ownScripts();
  let cut = false;

  const look = async (): Promise<void> => {
    if (there.value) return;
    try {
      const page = await fetch(location.pathname, {
        headers: { accept: "text/html" },
        cache: "no-cache",
      });
      if (!page.ok) return;
      const text = await page.text();
      there.value = scripts.some((script) => !text.includes(script));
    } catch {
      // Out of reach: the next connection asks again.
    }
  };
  chat.on("state", ({ status }) => {
    if (status !== "online") {
      cut ||= status !== "connecting";
      return;
    }
    // A server is replaced while nobody is connected to it.
    if (cut) setTimeout(() => void look(), Math.random() * SPREAD_MS);
    cut = false;
  });
  // Another tab has met the new one, or a part of this page is no longer to be had.
  useEventListener(navigator.serviceWorker, "controllerchange", look);
  useEventListener(window, "vite:preloadError", look);

  const dismiss = (): void => {
    there.value = false;
  };
  return { there: readonly(there), load: () => location.reload(), dismiss };
});
