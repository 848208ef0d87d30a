import type { KeyOf, ValuesFor } from "../../../ui/i18n/typed-messages.ts";
import type { messages } from "./en/messages.ts";

/** `namespace.message` */
export type MessageKey = KeyOf<typeof messages>;

/** The arguments after the key: none for a message that takes none. */
export type ValuesOf<Key extends MessageKey> = ValuesFor<typeof messages, Key>;
