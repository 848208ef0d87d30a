import { onMounted, onUpdated, type Ref } from "vue";

/** Longer code is shown as it is: colours are not worth a long task. */
const LONGEST = 10_000;
const LANGUAGE = /^language-([\w#+-]{1,20})$/;

/** Colours code blocks once they are shown; what it takes is loaded with the first of them. */
export const useCodeColours = (body: Readonly<Ref<HTMLElement | null>>): void => {
  const colour = async (): Promise<void> => {
    const blocks = body.value?.querySelectorAll<HTMLElement>("pre > code[class]") ?? [];
    if (blocks.length === 0) return;
    const { codeNodes } = await import("../components/message/code-tokens.ts");
    for (const block of blocks) {
      const language = LANGUAGE.exec(block.className)?.[1];
      const code = block.textContent;
      if (language === undefined || code.length > LONGEST || block.childElementCount > 0) continue;
      const nodes = codeNodes(code, language);
      if (nodes) block.replaceChildren(...nodes);
    }
  };
  const begin = (): void => {
    colour().catch(() => undefined);
  };
  onMounted(begin);
  onUpdated(begin);
};
