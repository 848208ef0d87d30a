/** Opera and Edge call themselves Chrome too, and Chrome calls itself Safari: the first that fits is right. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, "Edge"],
  [/\bOPR\/|\bOpera\b/, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bHeadlessChrome\/|\bChrome\/|\bCriOS\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b|\bX11\b/, "Linux"],
];

const first = (table: typeof BROWSERS, text: string): string | undefined =>
  table.find(([pattern]) => pattern.test(text))?.[1];

export interface Device {
  /** Names of products, the same in every language. */
  readonly browser?: string;
  readonly system?: string;
  readonly handheld: boolean;
}

/** What people recognise of a User-Agent header. */
export const deviceOf = (userAgent: string): Device => {
  const browser = first(BROWSERS, userAgent);
  const system = first(SYSTEMS, userAgent);
  return {
    ...(browser !== undefined && { browser }),
    ...(system !== undefined && { system }),
    handheld: /\b(?:iPhone|iPad|Android|Mobile)\b/.test(userAgent),
  };
};
