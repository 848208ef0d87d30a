export const secondFactor = {
  title: "Second factor",
  menu: "Second factor …",
  about:
    "An authenticator app shows a new code every 30 seconds. Signing in here then takes your password and that code.",
  aboutOn:
    "Signing in here takes your password and a code. To turn it off, enter a code. If you lose the authenticator, another admin can turn it off for you.",
  setUp: "Set up an authenticator",
  scan: "Scan this with your authenticator app, or enter the key by hand. Then type the code that it shows.",
  qr: "The key as a QR code",
  secret: "Key",
  turnOn: "Turn on",
  turnOff: "Turn off",
  isOn: "From now on signing in asks for a code.",
  isOff: "Signing in no longer asks for a code.",
  on: "Signs in with a second factor",
  off: "No second factor",
  removeFor: "Turn off the second factor",
  removeTitle: "Turn off the second factor of {name}?",
  removeText:
    "They then sign in with their password alone. Do it only for someone of whom you are sure that they lost their authenticator.",
  removeAction: "Turn off",
  removed: "{name} signs in without a code again.",
} as const;
