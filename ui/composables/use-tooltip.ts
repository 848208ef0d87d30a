import { useEventListener } from "@vueuse/core";
import { onScopeDispose, shallowReadonly, shallowRef } from "vue";

/** How long the pointer rests on something before it is explained, and right after another was. */
const REST_MS = 500;
const NEXT_MS = 150;
/** Time for the way from the target to the tooltip itself. */
const LEAVE_MS = 120;

interface Shown {
  readonly target: HTMLElement;
  readonly text: string;
  readonly keys: string | undefined;
}

/**
 * What is pointed at, or has the keyboard's focus, and explains itself in `data-tooltip`: watched for the whole
 * page at once, so that a thousand buttons cost no more than their attribute. It is told by the event `tooltip`.
 */
export const useTooltip = (id: string) => {
  const shown = shallowRef<Shown>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hiddenAt = Number.NEGATIVE_INFINITY;

  const targetOf = (event: Event): HTMLElement | undefined =>
    event.target instanceof Element
      ? (event.target.closest<HTMLElement>("[data-tooltip]") ?? undefined)
      : undefined;
  /** Its text may change while it is shown. */
  const changed = new MutationObserver(() => {
    if (shown.value) show(shown.value.target);
  });
  const describe = (target: HTMLElement, text: string): void => {
    // What a button is called need not be said twice.
    if (text === target.ariaLabel) target.removeAttribute("aria-describedby");
    else target.setAttribute("aria-describedby", id);
  };
  const show = (target: HTMLElement): void => {
    const text = target.dataset["tooltip"] ?? "";
    if (!target.isConnected || text === "") {
      hide();
      return;
    }
    if (shown.value?.target !== target) {
      hide();
      // For those whose text has to be fetched first.
      target.dispatchEvent(new CustomEvent("tooltip"));
      changed.observe(target, { attributeFilter: ["data-tooltip"] });
    }
    describe(target, text);
    shown.value = { target, text, keys: target.dataset["keys"] };
  };
  const hide = (): void => {
    clearTimeout(timer);
    if (!shown.value) return;
    changed.disconnect();
    if (shown.value.target.getAttribute("aria-describedby") === id) {
      shown.value.target.removeAttribute("aria-describedby");
    }
    shown.value = undefined;
    hiddenAt = performance.now();
  };
  const later = (ms: number, work: () => void): void => {
    clearTimeout(timer);
    timer = setTimeout(work, ms);
  };

  const onPointerOver = (event: PointerEvent): void => {
    if (event.pointerType === "touch") return;
    const target = targetOf(event);
    // One may go on to it, and read it at leisure.
    const onBubble = event.target instanceof Element && event.target.closest(`#${id}`) !== null;
    if (onBubble || (target && target === shown.value?.target)) clearTimeout(timer);
    else if (target) {
      const recent = shown.value !== undefined || performance.now() - hiddenAt < NEXT_MS;
      later(recent ? NEXT_MS : REST_MS, () => show(target));
    } else if (shown.value) later(LEAVE_MS, hide);
    else clearTimeout(timer);
  };
  const onFocusIn = (event: FocusEvent): void => {
    const target = targetOf(event);
    if (target && target === event.target && target.matches(":focus-visible")) show(target);
    else hide();
  };
  useEventListener(document, "pointerover", onPointerOver, { passive: true });
  useEventListener(document, "focusin", onFocusIn);
  useEventListener(document, ["focusout", "pointerdown"], hide, { capture: true });
  // Escape puts it away and means nothing else less for that.
  useEventListener(document, "keydown", hide, { capture: true });
  const onScroll = ({ target }: Event): void => {
    if (shown.value && target instanceof Node && target.contains(shown.value.target)) hide();
  };
  useEventListener(document, "scroll", onScroll, { capture: true, passive: true });
  onScopeDispose(hide);

  return shallowReadonly(shown);
};
