import { messages as english } from "./en/messages.ts";
import type { Messages } from "./schema.ts";

const PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const ACCENTED = [..."åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ"];

const accent = (text: string): string =>
  text.replace(/[a-zA-Z]/g, (letter) => ACCENTED[PLAIN.indexOf(letter)] ?? letter);

/** As long as German can get: 40 % more than English, and brackets that show where a text is cut. */
export const pseudo = (message: string): string =>
  message
    .split(" | ")
    .map((form) => {
      const parts = form.split(/(\{\w+\})/);
      const text = parts.map((part, index) => (index % 2 === 1 ? part : accent(part))).join("");
      return `⟦${text}${"·".repeat(Math.ceil(form.length * 0.4))}⟧`;
    })
    .join(" | ");

export const pseudoMessages = (): Messages =>
  Object.fromEntries(
    Object.entries(english).map(([name, namespace]) => [
      name,
      Object.fromEntries(Object.entries(namespace).map(([key, text]) => [key, pseudo(text)])),
    ]),
  ) as Messages;
