import { describe, expect, it } from "vitest";
import { FLAP_MS, nextChange, presenceState, RECENT_MS } from "./presence-state.ts";

describe("presenceState", () => {
  it("does not flap: who leaves stays for ten seconds, then was here recently", () => {
    const seen = { online: false, leftAt: 1_000 };
    expect(presenceState(seen, 1_000 + FLAP_MS - 1)).toBe("online");
    expect(presenceState(seen, 1_000 + FLAP_MS)).toBe("recent");
    expect(presenceState(seen, 1_000 + RECENT_MS)).toBe("offline");
  });

  it("knows nothing of those who were never seen here", () => {
    expect(presenceState({ online: false }, 5)).toBe("offline");
    expect(presenceState({ online: true, leftAt: 1 }, 5_000_000)).toBe("online");
  });
});

describe("nextChange", () => {
  it("is twice for each departure, and then never", () => {
    const seen = { online: false, leftAt: 0 };
    expect(nextChange(seen, 1)).toBe(FLAP_MS);
    expect(nextChange(seen, FLAP_MS)).toBe(RECENT_MS);
    expect(nextChange(seen, RECENT_MS)).toBeUndefined();
    expect(nextChange({ online: true }, 1)).toBeUndefined();
  });
});
