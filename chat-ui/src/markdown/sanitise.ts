import createDOMPurify from "dompurify";

const TAGS =
  "a b blockquote br code del em h1 h2 h3 h4 h5 h6 hr i li ol p pre s span strong table tbody td th thead tr ul";

/** Of a code block; names nothing that the styles know. */
const LANGUAGE = /^language-[\w#+-]{1,20}$/;

const purifier = createDOMPurify(window);
// Once: with every call it would be read again.
purifier.setConfig({
  ALLOWED_TAGS: TAGS.split(" "),
  ALLOWED_ATTR: ["href", "class"],
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_TRUSTED_TYPE: true,
});
purifier.addHook("afterSanitizeAttributes", (node) => {
  const { className } = node;
  const kept = node.tagName === "CODE" ? LANGUAGE.test(className) : className === "mention";
  if (!kept) node.removeAttribute("class");
  if (node.tagName !== "A") return;
  node.setAttribute("target", "_blank");
  node.setAttribute("rel", "noopener noreferrer nofollow ugc");
});

/**
 * The only way from a message's text to HTML; MessageBody.vue alone renders what comes out. It is trusted
 * HTML where the browser knows of that, and there the CSP lets no plain string become markup.
 */
export const sanitise = (html: string) => purifier.sanitize(html, { RETURN_TRUSTED_TYPE: true });
