import { defineStore } from "pinia";
import { readonly, ref } from "vue";
import { readStored, writeStored } from "../../../ui/logic/stored-choice.ts";

const KEY = "crosstalk.sounds";
const VOLUME = 0.06;
const NOTES_HZ = [660, 880] as const;
const NOTE_S = 0.09;

/** A short sound for what one would be notified of. Off until it is wished for. */
export const useSounds = defineStore("sounds", () => {
  const on = ref(readStored(KEY) === "on");
  let context: AudioContext | undefined;

  /** Two soft notes, made here: a file would be loaded by everybody who never hears it. */
  const play = (): void => {
    if (!on.value) return;
    context ??= new AudioContext();
    // A browser lets no page be heard that was not yet clicked.
    void context.resume().catch(() => undefined);
    NOTES_HZ.forEach((frequency, index) => {
      if (!context) return;
      const start = context.currentTime + index * NOTE_S;
      const gain = new GainNode(context, { gain: 0 });
      gain.gain.setValueAtTime(VOLUME, start);
      gain.gain.exponentialRampToValueAtTime(0.001, start + NOTE_S * 2);
      const note = new OscillatorNode(context, { frequency });
      note.connect(gain).connect(context.destination);
      note.start(start);
      note.stop(start + NOTE_S * 2);
    });
  };
  const choose = (next: boolean): void => {
    on.value = next;
    writeStored(KEY, next ? "on" : "off");
    // So that one hears what was chosen.
    play();
  };

  return { on: readonly(on), choose, play };
});
