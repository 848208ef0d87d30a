import { firstMessages } from "./first-messages.ts";
import { lateMessages } from "./late-messages.ts";

export const messages = { ...firstMessages, ...lateMessages };
