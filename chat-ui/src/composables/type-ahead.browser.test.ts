import { afterEach, expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { typeAhead } from "./type-ahead.ts";

const field = document.createElement("textarea");
document.body.append(field);

afterEach(() => {
  field.blur();
  field.value = "";
});

it("takes back what was mistyped from what is on its way, and nothing from the field that has the focus", async () => {
  field.value = "a draft";
  field.focus();
  const type = vi.fn<(text: string) => void>();
  typeAhead(type);
  await userEvent.keyboard("helo{Backspace}lo");
  expect(type).toHaveBeenLastCalledWith("hello");
  await userEvent.keyboard("{Backspace>6/}");
  expect(type).toHaveBeenLastCalledWith("");
  expect(field.value).toBe("a draft");
  await userEvent.keyboard("{Escape}!");
  expect(field.value).toBe("a draft!");
});
