import type { KeyOf, Translated, ValuesFor } from "../../../ui/i18n/typed-messages.ts";
import type { messages } from "./en/messages.ts";

export type { Translated };

type English = typeof messages;

export type Messages = { readonly [Name in keyof English]: Translated<English[Name]> };

/** `namespace.message` */
export type MessageKey = KeyOf<English>;

/** The arguments after the key: none for a message that takes none. */
export type ValuesOf<Key extends MessageKey> = ValuesFor<English, Key>;
