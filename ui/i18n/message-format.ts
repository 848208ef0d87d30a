import type { MessageContext } from "vue-i18n";
import { lazily } from "../logic/lazily.ts";
import type { MessageTable } from "./typed-messages.ts";

/**
 * The form of the messages: `{name}` takes a value, and ` | ` parts the plural forms, which `n` chooses
 * from in the order of CLDR (zero, one, two, few, many, other), as many as the language has. Nothing else
 * is special in a message. vue-i18n takes messages as functions, so its own compiler, ten times the size
 * of this, stays out of the app.
 */
type Render = (context: Pick<MessageContext, "values">) => string;

type Part = string | { readonly value: string };

const CATEGORIES: readonly Intl.LDMLPluralRule[] = ["zero", "one", "two", "few", "many", "other"];

/** The plural categories of a language, in the order of a message's forms. */
export const pluralCategories = (locale: string): Intl.LDMLPluralRule[] => {
  const has = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
  return CATEGORIES.filter((category) => has.includes(category));
};

const parse = (message: string): Part[][] =>
  message.split(" | ").map((form) =>
    form
      .split(/\{(\w+)\}/)
      .map((part, index) => (index % 2 === 1 ? { value: part } : part))
      .filter((part) => part !== ""),
  );

const RTL_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

/** Makes what renders a message of this language; each is parsed when it is first shown. */
export const messageFormat = (locale: string): ((message: string) => Render) => {
  const numbers = lazily(() => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }));
  const rules = lazily(() => new Intl.PluralRules(locale));
  const categories = lazily(() => pluralCategories(locale));
  const rightToLeft = new Intl.Locale(locale).language === "ar";

  /** A value that runs the other way must not turn its neighbours around. */
  const isolated = (value: string): string =>
    rightToLeft || RTL_LETTER.test(value) ? `\u2068${value}\u2069` : value;
  const show = (value: unknown): string =>
    typeof value === "number" ? numbers().format(value) : isolated(String(value ?? ""));

  return (message) => {
    let forms: Part[][] | undefined;
    return ({ values }) => {
      forms ??= parse(message);
      const n = values["n"];
      const index = typeof n === "number" ? categories().indexOf(rules().select(n)) : 0;
      const form = forms[index] ?? forms.at(-1) ?? [];
      return form
        .map((part) => (typeof part === "string" ? part : show(values[part.value])))
        .join("");
    };
  };
};

export type RenderedMessages<Messages extends MessageTable> = {
  readonly [Name in keyof Messages]: { readonly [Key in keyof Messages[Name]]: Render };
};

export const renderedMessages = <Messages extends MessageTable>(
  messages: Messages,
  locale: string,
): RenderedMessages<Messages> => {
  const format = messageFormat(locale);
  const rendered = Object.entries(messages).map(([name, namespace]) => [
    name,
    Object.fromEntries(Object.entries(namespace).map(([key, text]) => [key, format(text)])),
  ]);
  return Object.fromEntries(rendered);
};
