import { expect, it } from "vitest";
import { h, ref, watch } from "vue";
import { renderOnStage } from "../../testing/admin-stage.ts";
import FilterField from "./FilterField.vue";

it("counts what was typed when something is pressed: that comes after it", async () => {
  const action = ref("");
  const counted: string[] = [];
  watch(action, (value) => counted.push(value), { flush: "sync" });
  const screen = await renderOnStage(
    () => [
      h(FilterField, {
        label: "Action",
        modelValue: action.value,
        "onUpdate:modelValue": (value: string) => {
          action.value = value;
        },
      }),
      h("button", { onClick: () => (action.value = "") }, "Clear all"),
    ],
    {},
    () => ({}),
  );
  const field = screen.getByLabelText("Action", { exact: true });
  await field.fill("ban");
  // At once, before the typing has rested.
  await screen.getByRole("button", { name: "Clear all" }).click();
  await expect.poll(() => counted).toEqual(["ban", ""]);
  await expect.element(field).toHaveValue("");
});
