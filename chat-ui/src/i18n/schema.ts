import type { messages } from "./en/messages.ts";

type English = typeof messages;

/** What a namespace must say in another language: everything that the English one does. */
export type Translated<Namespace> = { readonly [Key in keyof Namespace]: string };

export type Messages = { readonly [Name in keyof English]: Translated<English[Name]> };

/** `namespace.message` */
export type MessageKey = {
  [Name in keyof English]: `${Name}.${keyof English[Name] & string}`;
}[keyof English];

type TextOf<Key extends MessageKey> = Key extends `${infer Name}.${infer Message}`
  ? Name extends keyof English
    ? Message extends keyof English[Name]
      ? English[Name][Message]
      : never
    : never
  : never;

type Placeholders<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** What has plural forms is counted by `n`. */
type Counted<Text> = Text extends `${string} | ${string}` ? "n" : never;

type Values<Names extends string> = {
  readonly [Name in Names]: Name extends "n" ? number : string | number;
};

/** The arguments after the key: none for a message that takes none. */
export type ValuesOf<Key extends MessageKey> = [
  Placeholders<TextOf<Key>> | Counted<TextOf<Key>>,
] extends [never]
  ? []
  : [values: Values<Placeholders<TextOf<Key>> | Counted<TextOf<Key>>>];
