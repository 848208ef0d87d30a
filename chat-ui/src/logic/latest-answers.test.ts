import { expect, it, vi } from "vitest";
import { latestAnswers } from "./latest-answers.ts";

it("takes the answer to the last question, whichever comes last", async () => {
  const answers = latestAnswers<string>();
  const [first, second, third] = [1, 2, 3].map(() => Promise.withResolvers<string>());
  const take = vi.fn();
  const asked = [first, second, third].map((one, i) =>
    answers.ask("room", `${i}`, async () => one?.promise ?? "", take),
  );
  third?.resolve("third");
  expect(await asked[2]).toBe("third");
  first?.resolve("first");
  second?.reject(new Error("nobody hears of it"));
  expect(await Promise.all(asked)).toEqual([undefined, undefined, "third"]);
  expect(take.mock.calls).toEqual([["third"]]);
});

it("asks once while the same is open, and again afterwards", async () => {
  const answers = latestAnswers<number>();
  const put = vi.fn(async () => 1);
  const ask = () => answers.ask("room", "same", put, () => undefined);
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  expect(put).toHaveBeenCalledTimes(1);
  await ask();
  expect(put).toHaveBeenCalledTimes(2);
});

it("takes nothing that was forgotten or aborted, and keeps keys apart", async () => {
  const answers = latestAnswers<string>();
  const held = Promise.withResolvers<string>();
  const take = vi.fn();
  const way = new AbortController();
  const asked = ["forgotten", "aborted", "kept"].map((key) =>
    answers.ask(key, "same", () => held.promise, take, key === "aborted" ? way.signal : undefined),
  );
  answers.forget("forgotten");
  way.abort();
  held.resolve("answer");
  expect(await Promise.all(asked)).toEqual([undefined, undefined, "answer"]);
  expect(take).toHaveBeenCalledTimes(1);
});

it("rejects with what became of the last question", async () => {
  const answers = latestAnswers<string>();
  const put = () => Promise.reject(new Error("away"));
  await expect(answers.ask("room", "one", put, () => undefined)).rejects.toThrow("away");
});
