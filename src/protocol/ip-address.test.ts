import { BlockList, isIP, SocketAddress } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addressGroup,
  formatAddress,
  formatRange,
  isLoopback,
  parseAddress,
  parseRange,
  rangeContains,
} from "./ip-address.ts";

const canonical = (text: string): string | undefined => {
  const address = parseAddress(text);
  return address && formatAddress(address);
};

describe("addresses", () => {
  it("reads and writes IPv4 and IPv6 as Node does", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const written = canonical(text);
        if (written === undefined) throw new Error(`not read: ${text}`);
        expect(isIP(written)).toBeGreaterThan(0);
        expect(canonical(written)).toBe(written);
        const family = isIP(text) === 4 ? "ipv4" : "ipv6";
        const node = new SocketAddress({ address: text, family }).address;
        if (!node.includes(".")) expect(written).toBe(node);
      }),
    );
  });

  it("accepts nothing that is no address", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789abcf:./g") }), (text) => {
        expect(parseAddress(text) !== undefined).toBe(isIP(text) > 0);
      }),
      { examples: [["1.2.3"], ["1.2.3.256"], [":::"], ["1::2::3"], ["::1.2.3"], ["01.2.3.4"]] },
    );
  });

  it("finds addresses in ranges as Node's BlockList does", () => {
    const cases = fc.oneof(
      fc.record({ base: fc.ipV4(), address: fc.ipV4(), prefix: fc.nat({ max: 32 }) }),
      fc.record({ base: fc.ipV6(), address: fc.ipV6(), prefix: fc.nat({ max: 128 }) }),
    );
    fc.assert(
      fc.property(cases, ({ base, address, prefix }) => {
        const range = parseRange(`${base}/${prefix}`);
        const parsed = parseAddress(address);
        // IPv4 in IPv6 is another family here, and a short prefix of it no IPv4 range.
        fc.pre(range !== undefined && parsed !== undefined);
        fc.pre(!canonical(base)?.includes(".") === base.includes(":"));
        const list = new BlockList();
        const family = base.includes(":") ? "ipv6" : "ipv4";
        list.addSubnet(base, prefix, family);
        expect(rangeContains(range, parsed)).toBe(list.check(address, family));
      }),
    );
  });

  it("takes IPv4 in IPv6 for the IPv4 that it is", () => {
    expect(canonical("::ffff:192.0.2.1")).toBe("192.0.2.1");
    expect(canonical("::FFFF:c000:0201")).toBe("192.0.2.1");
    const range = parseRange("::ffff:10.0.0.0/104");
    expect(range && formatRange(range)).toBe("10.0.0.0/8");
  });

  it("clears what is beyond the prefix", () => {
    const range = parseRange("10.1.2.3/8");
    expect(range && formatRange(range)).toBe("10.0.0.0/8");
  });

  it.each(["10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129", "10.0.0.0/8/8", "ten/8"])(
    "refuses %s",
    (text) => {
      expect(parseRange(text)).toBeUndefined();
    },
  );

  it("groups IPv6 by /64 and leaves IPv4 alone", () => {
    expect(addressGroup("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
    expect(addressGroup("192.0.2.1")).toBe("192.0.2.1");
    expect(addressGroup("::ffff:192.0.2.1")).toBe("192.0.2.1");
    expect(addressGroup("unknown")).toBe("unknown");
  });

  it("knows loopback", () => {
    expect(["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"].every(isLoopback)).toBe(true);
    expect(["10.0.0.1", "::2", "unknown", ""].some(isLoopback)).toBe(false);
  });
});
