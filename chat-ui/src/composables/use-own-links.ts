import { useEventListener } from "@vueuse/core";
import { pastedLink } from "../logic/links.ts";

/**
 * A link in a message that leads to a room, a message or an invite of this very server is followed here. With a key
 * held, or the middle button, it opens beside this page as all others do.
 */
export const useOwnLinks = (follow: (path: string) => void): void => {
  useEventListener(document, "click", (event) => {
    const { target, button, altKey, ctrlKey, metaKey, shiftKey } = event;
    if (event.defaultPrevented || button !== 0) return;
    if (altKey || ctrlKey || metaKey || shiftKey) return;
    const link = target instanceof Element ? target.closest(".markdown a[href]") : null;
    const found =
      link instanceof HTMLAnchorElement ? pastedLink(link.href, location.host) : undefined;
    if (found === undefined || !("path" in found)) return;
    event.preventDefault();
    follow(found.path);
  });
};
