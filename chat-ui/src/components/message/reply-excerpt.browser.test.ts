import { expect, it } from "vitest";
import { ME } from "../../stories/fixtures.ts";
import { renderOnStage } from "../../stories/render-on-stage.ts";
import ReplyExcerpt from "./ReplyExcerpt.vue";

it("quotes what a message says, without its marks of Markdown", async () => {
  const reply = { seq: 1, sender: ME, excerpt: "see **the** [notes](https://crosstalk.example)" };
  const quote = await renderOnStage(ReplyExcerpt, { reply, reachable: true });
  await expect.element(quote.getByText("see the notes", { exact: true })).toBeVisible();
});
