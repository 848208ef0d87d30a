import { expect, it } from "vitest";
import { render } from "vitest-browser-vue";
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
