const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** A dual-stack listener sees IPv4 peers as `::ffff:192.0.2.1`; bans and limits know them as `192.0.2.1`. */
export const peerAddress = (address: string | undefined): string =>
  address?.replace(MAPPED_IPV4, "$1") ?? "";
