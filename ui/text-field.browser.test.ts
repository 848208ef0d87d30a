import { expect, it, vi } from "vitest";
import { render } from "vitest-browser-vue";
import { h, ref } from "vue";
import TextField from "./TextField.vue";

it("says what is wrong beside where it happened, in place of the hint", async () => {
  const screen = await render(TextField, {
    props: { label: "Name", hint: "Up to 64 characters", modelValue: "", problem: undefined },
  });
  const field = screen.getByLabelText("Name");
  await expect.element(field).toHaveAccessibleDescription("Up to 64 characters");
  await screen.rerender({ problem: "That is taken." } as object);
  await expect.element(field).toHaveAccessibleDescription("That is taken.");
  await expect.element(field).toBeInvalid();
  await expect.element(screen.getByRole("alert")).toHaveTextContent("That is taken.");
});

it("has a name though its label is not shown", async () => {
  const screen = await render(TextField, {
    props: { label: "Search", hideLabel: true, modelValue: "" },
  });
  await screen.getByLabelText("Search").fill("abc");
  expect(screen.emitted("update:modelValue")?.at(-1)).toEqual(["abc"]);
});

it("keeps a form from being sent, and says why beside the field, in the app's own words", async () => {
  const send = vi.fn((event: Event) => event.preventDefault());
  const name = ref("");
  const screen = await render(() =>
    h("form", { onSubmit: send }, [
      h(TextField, {
        label: "Name",
        hint: "Only a to z",
        required: true,
        minlength: 3,
        maxlength: 5,
        characters: /^[a-z]+$/,
        modelValue: name.value,
        "onUpdate:modelValue": (now: string) => {
          name.value = now;
        },
      }),
      h("button", "Send"),
    ]),
  );
  const field = screen.getByLabelText("Name");
  const button = screen.getByRole("button");
  await expect.element(field).toHaveAccessibleDescription("Only a to z");
  for (const [typed, said] of [
    [" ", "Fill this in."],
    ["ab", "At least 3 characters."],
    ["a-b", "Only a to z"],
  ] as const) {
    await field.fill(typed);
    await button.click();
    await expect.element(screen.getByRole("alert")).toHaveTextContent(said);
    await expect.element(field).toHaveFocus();
    await expect.element(field).toHaveValue(typed);
  }
  // What was pasted is not cut, and nobody has to press anything to hear that it is too long.
  await field.fill("abcdefg");
  await expect
    .element(field)
    .toHaveAccessibleDescription("At most 5 characters; that is 2 too many.");
  await button.click();
  expect(send).not.toHaveBeenCalled();
  await field.fill("abcd");
  await expect.element(screen.getByRole("alert")).not.toBeInTheDocument();
  await button.click();
  expect(send).toHaveBeenCalledOnce();
});
