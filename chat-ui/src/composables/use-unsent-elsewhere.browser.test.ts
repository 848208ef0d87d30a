import { expect, it } from "vitest";
import { h, nextTick, ref } from "vue";
import { useNotices } from "../../../ui/stores/notices.ts";
import { FakeChat } from "../stories/fake-chat.ts";
import { renderOnStage } from "../stories/render-on-stage.ts";
import { useUnsentElsewhere } from "./use-unsent-elsewhere.ts";

const Page = {
  setup: () => {
    useUnsentElsewhere(
      () => undefined,
      () => undefined,
    );
    return () => null;
  },
};

it("does not tell again, once one comes back to the page, of a refusal that was dealt with", async () => {
  const chat = new FakeChat();
  const onPage = ref(true);
  await renderOnStage(() => onPage.value && h(Page), {}, { chat });
  const notices = useNotices();
  await chat.start();
  const send = { room_id: "r-standup", cid: "one", content: "hello" };
  chat.hold({ ...send, state: "sending" });
  chat.hold({ ...send, state: "refused" });
  expect(notices.list).toHaveLength(1);
  for (const { id } of notices.list) notices.dismiss(id);

  onPage.value = false;
  await nextTick();
  chat.outbox.discard("one");
  onPage.value = true;
  await nextTick();
  expect(notices.list).toHaveLength(0);
});
