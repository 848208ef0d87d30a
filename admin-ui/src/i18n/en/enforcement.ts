export const enforcement = {
  label: "Not confirmed by every server yet",
  trying: "{confirmed} of {servers} servers confirmed so far",
  confirmed: "{confirmed} of {servers} servers confirmed after {ms}",
  superseded: "undone or done anew before every server had confirmed",
  given_up: "given up with {confirmed} of {servers} servers confirmed",
  abandoned:
    "not tried any more with {confirmed} of {servers} servers confirmed: the server that tried has ended",
  unconfirmed: "not confirmed by {servers}",
  pending: "waiting for {servers}, told {n} time | waiting for {servers}, told {n} times",
} as const;
