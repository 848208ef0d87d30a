import { computed, onScopeDispose, type Ref, ref, watch } from "vue";
import { untilNextTick } from "../logic/ephemeral.ts";
import { useChat } from "../stores/chat-port.ts";

/** That it is over is for the server to say: until it has, it may be this device's clock that is ahead. */
const OVER_MS = 250;

/**
 * Milliseconds until `endsAt` by the server's clock, renewed as often as its text changes: the clock of this
 * device may be wrong by hours.
 */
export const useTimeLeft = (endsAt: () => number): Readonly<Ref<number>> => {
  const chat = useChat();
  const now = ref(chat.serverNow());
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tick = (): void => {
    clearTimeout(timer);
    now.value = chat.serverNow();
    const left = endsAt() - now.value;
    timer = setTimeout(tick, left > 0 ? untilNextTick(left) + 5 : OVER_MS);
  };
  watch(endsAt, tick, { immediate: true });
  // The answer to a ping tells the server's time.
  chat.probe();
  onScopeDispose(() => clearTimeout(timer));

  return computed(() => endsAt() - now.value);
};
