import { useEventListener } from "@vueuse/core";
import { keepPlace, type Place, takePlace } from "../logic/kept-place.ts";

/** Where one read in the room before the page was loaded anew; `now` is kept when the page goes. */
export const useKeptPlace = (
  account: string,
  roomId: string,
  now: () => Place | undefined,
): Place | undefined => {
  useEventListener(window, "pagehide", () => {
    try {
      keepPlace(sessionStorage, account, roomId, now());
    } catch {
      // Where storage is forbidden, every start is at the end.
    }
  });
  try {
    return takePlace(sessionStorage, account, roomId);
  } catch {
    return undefined;
  }
};
