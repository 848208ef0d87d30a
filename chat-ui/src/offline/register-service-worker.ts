/** A page that stays open for days asks this often for a newer version. */
const ASK_EVERY_MS = 60 * 60_000;

const ADDRESS = "/service-worker.js";

/** The part of https://www.w3.org/TR/trusted-types/ that is used. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

/** The server's policy takes no string for the address of a script but one that this policy has made. */
const trustedAddress = (): string => {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  if (trustedTypes === undefined) return ADDRESS;
  const policy = trustedTypes.createPolicy("service-worker", { createScriptURL: () => ADDRESS });
  return policy.createScriptURL(ADDRESS);
};

/** The app starts offline from then on; where there is no secure context, as on plain http, it does without. */
export const registerServiceWorker = (): void => {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  let asked = Date.now();
  serviceWorker
    .register(trustedAddress(), { updateViaCache: "none" })
    .then((registration) => {
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState !== "visible" || Date.now() - asked < ASK_EVERY_MS) return;
        asked = Date.now();
        registration.update().catch(() => undefined);
      });
    })
    // Forbidden by the browser's settings: the app is the same, but for starting offline.
    .catch(() => undefined);
};
