import type { Mongod } from "../harness/mongod.ts";
import { TcpProxy } from "../harness/tcp-proxy.ts";

const ADDRESS = Buffer.from("127.0.0.1:");
/** Of ports with five digits, as all here are. */
const LENGTH = ADDRESS.length + 5;

/**
 * Puts other addresses, of the same length, in the place of those that mongod tells of. They may be cut in two
 * by the end of a chunk: what could be the beginning of one waits for the rest. A message of MongoDB ends
 * in a zero byte, so nothing that is whole is kept back.
 */
export const readdress = (addresses: ReadonlyMap<string, string>): ((chunk: Buffer) => Buffer) => {
  let kept: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const bytes = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
    let whole = bytes.length;
    for (let at = bytes.indexOf(ADDRESS); at !== -1; at = bytes.indexOf(ADDRESS, at + 1)) {
      if (
        at + LENGTH > bytes.length &&
        /^\d*$/.test(bytes.toString("latin1", at + ADDRESS.length))
      ) {
        whole = at;
        break;
      }
      const other = addresses.get(bytes.toString("latin1", at, at + LENGTH));
      if (other !== undefined) bytes.write(other, at, "latin1");
    }
    if (whole === bytes.length) whole -= beginningAtEnd(bytes);
    kept = bytes.subarray(whole);
    return bytes.subarray(0, whole);
  };
};

/** How many of the last bytes are the first of an address. */
const beginningAtEnd = (bytes: Buffer): number => {
  for (let length = Math.min(ADDRESS.length - 1, bytes.length); length > 0; length--) {
    if (bytes.subarray(-length).equals(ADDRESS.subarray(0, length))) return length;
  }
  return 0;
};

/**
 * A replica set as one server sees it: through a proxy for each member. A driver goes where the members say that
 * they are, which would lead past the proxies; so their addresses are exchanged for those of the proxies.
 */
export class MongoView implements AsyncDisposable {
  readonly proxies: readonly TcpProxy[];

  private constructor(proxies: readonly TcpProxy[]) {
    this.proxies = proxies;
  }

  static async of(members: readonly Mongod[]): Promise<MongoView> {
    const addresses = new Map<string, string>();
    const rewrite = () => readdress(addresses);
    const starting = members.map(({ port }) => TcpProxy.start(port, { rewrite }));
    const proxies = await Promise.all(starting);
    for (const [index, { port }] of proxies.entries()) {
      addresses.set(members[index]?.host ?? "", `127.0.0.1:${port}`);
    }
    for (const address of [...addresses.keys(), ...addresses.values()]) {
      if (address.length !== LENGTH) throw new Error(`a port of five digits is needed: ${address}`);
    }
    return new MongoView(proxies);
  }

  get url(): string {
    const hosts = this.proxies.map(({ port }) => `127.0.0.1:${port}`);
    return `mongodb://${hosts.join(",")}/?replicaSet=rs0`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.proxies.map((proxy) => proxy[Symbol.asyncDispose]()));
  }
}
