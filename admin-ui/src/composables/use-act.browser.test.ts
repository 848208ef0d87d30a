import { expect, it } from "vitest";
import { ref } from "vue";
import { ProtocolError } from "../../../src/protocol/errors.ts";
import { useNotices } from "../../../ui/stores/notices.ts";
import { onStage } from "../testing/admin-stage.ts";
import { useAct } from "./use-act.ts";

/** An act of a dialog, whose answer the test gives. */
const stage = () => {
  const shown = ref(true);
  const done: string[] = [];
  const answers: PromiseWithResolvers<void>[] = [];
  const { made, scope } = onStage(
    () => ({}),
    () => ({
      notices: useNotices(),
      act: useAct(
        async () => {
          const answer = Promise.withResolvers<void>();
          answers.push(answer);
          await answer.promise;
        },
        {
          action: () => "Drain a",
          shown: () => shown.value,
          done: () => done.push("done"),
        },
      ),
    }),
  );
  const said = () => made.notices.list.map(({ text }) => text);
  return { ...made, scope, shown, done, said, answer: () => answers.shift() };
};
const refusal = new ProtocolError("conflict", "It drains already.");
const SAID = "Drain a: It drains already.";

it("shows what went wrong where it was pressed, and begins anew when that is opened again", async () => {
  const { act, shown, said, answer } = stage();
  const ran = act.run();
  answer()?.reject(refusal);
  expect(await ran).toBe(false);
  expect(act.problem.value).toBe("It drains already.");
  shown.value = false;
  shown.value = true;
  expect(act.problem.value).toBeUndefined();
  expect(said()).toEqual([]);
});

it("says by its name what went wrong after its dialog was closed, and not in what was opened then", async () => {
  const { act, shown, said, answer } = stage();
  const ran = act.run();
  shown.value = false;
  shown.value = true;
  answer()?.reject(refusal);
  await ran;
  expect(act.problem.value).toBeUndefined();
  expect(said()).toEqual([SAID]);
});

it("says it too when the whole screen was left", async () => {
  const { act, scope, said, answer } = stage();
  const ran = act.run();
  scope.stop();
  answer()?.reject(refusal);
  await ran;
  expect(said()).toEqual([SAID]);
});

it("goes on to what follows only where it was pressed", async () => {
  const { act, shown, done, answer } = stage();
  const first = act.run();
  answer()?.resolve();
  await first;
  expect(done).toEqual(["done"]);
  const second = act.run();
  shown.value = false;
  answer()?.resolve();
  expect(await second).toBe(true);
  expect(done).toEqual(["done"]);
});
