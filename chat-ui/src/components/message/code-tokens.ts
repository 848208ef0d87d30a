import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import cpp from "highlight.js/lib/languages/cpp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import go from "highlight.js/lib/languages/go";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import python from "highlight.js/lib/languages/python";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

const LANGUAGES = {
  bash,
  cpp,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  python,
  rust,
  sql,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, language);

/** A part of the code: text, or what is of one kind and may hold others. */
type Token = string | { readonly scope?: string; readonly children: readonly Token[] };

const nodeOf = (token: Token): Node => {
  if (typeof token === "string") return document.createTextNode(token);
  const element = document.createElement("span");
  // `title.function` is of the kind `title`.
  const [kind] = token.scope?.split(".") ?? [];
  if (kind !== undefined && /^[a-z_-]+$/.test(kind)) element.className = `code-${kind}`;
  element.append(...token.children.map(nodeOf));
  return element;
};

/** The code in its colours, made of text nodes and never of HTML; undefined in a language that is not known. */
export const codeNodes = (code: string, language: string): Node[] | undefined => {
  if (hljs.getLanguage(language) === undefined) return undefined;
  const { _emitter } = hljs.highlight(code, { language, ignoreIllegals: true });
  const { root } = _emitter as unknown as {
    readonly root: { readonly children: readonly Token[] };
  };
  return root.children.map(nodeOf);
};
