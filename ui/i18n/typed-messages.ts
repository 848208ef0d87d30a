/** The types of an app's texts, inferred from its English ones: `English` is namespaces of messages. */

export type MessageTable = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What a namespace must say in another language: everything that the English one does. */
export type Translated<Namespace> = { readonly [Key in keyof Namespace]: string };

/** `namespace.message` */
export type KeyOf<English> = {
  [Name in keyof English & string]: `${Name}.${keyof English[Name] & string}`;
}[keyof English & string];

type TextOf<English, Key extends string> = Key extends `${infer Name}.${infer Message}`
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

type NamesIn<Text> = Placeholders<Text> | Counted<Text>;

/** The arguments after the key: none for a message that takes none. */
export type ValuesFor<English, Key extends string> = [NamesIn<TextOf<English, Key>>] extends [never]
  ? []
  : [values: Values<NamesIn<TextOf<English, Key>>>];
