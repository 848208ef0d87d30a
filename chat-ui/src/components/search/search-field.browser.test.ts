import { expect, it, vi } from "vitest";
import { userEvent } from "vitest/browser";
import { useMessageSearch } from "../../stores/message-search.ts";
import { FakeChat } from "../../stories/fake-chat.ts";
import { renderOnStage } from "../../stories/render-on-stage.ts";
import SearchField from "./SearchField.vue";

it("asks with Enter for what stands in the field, whatever was found for less of it", async () => {
  const chat = new FakeChat();
  const ask = vi.spyOn(chat, "search");
  const onStep = vi.fn<(by: 1 | -1) => void>();
  const screen = await renderOnStage(SearchField, { onStep }, { chat });
  await screen.getByRole("combobox").click();
  await userEvent.keyboard("hel");
  await expect.poll(() => useMessageSearch().status).toBe("ready");
  await userEvent.keyboard("l{Enter}");
  expect(onStep).not.toHaveBeenCalled();
  expect(ask).toHaveBeenLastCalledWith(expect.objectContaining({ q: "hell" }));
  await expect.poll(() => useMessageSearch().status).toBe("ready");
  await userEvent.keyboard("{Enter}");
  expect(onStep).toHaveBeenCalledExactlyOnceWith(1);
});
