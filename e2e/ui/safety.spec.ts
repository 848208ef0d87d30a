import { expect, test } from "@playwright/test";
import { Person, unique } from "../person.ts";
import { serverForSpec } from "../spec-server.ts";
import { Writer } from "../writer.ts";

const server = serverForSpec();

const VECTORS: readonly string[] = [
  "<script>window.hacked=1</script>",
  "<img src=x onerror=window.hacked=1>",
  "<svg onload=window.hacked=1>",
  "<svg><script>window.hacked=1</script></svg>",
  "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
  "<a href='javascript:window.hacked=1'>raw link</a>",
  "[md link](javascript:window.hacked=1)",
  "[tabs](java\tscript:window.hacked=1)",
  "[entity](&#106;avascript:window.hacked=1)",
  "[data](data:text/html,<script>parent.hacked=1</script>)",
  "[vb](vbscript:msgbox)",
  "<javascript:window.hacked=1>",
  "![image](javascript:window.hacked=1)",
  '![image](x"onerror="window.hacked=1)',
  "![image](https://example.org/a.png)",
  '[title](https://example.org "onmouseover=window.hacked=1")',
  "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=window.hacked=1&gt;'>",
  "<form><button formaction=javascript:window.hacked=1>press</button></form>",
  "<details open ontoggle=window.hacked=1>",
  "<style>*{display:none}</style>",
  "<base href=//example.org>",
  "<meta http-equiv=refresh content='0;url=//example.org'>",
  "<object data=javascript:window.hacked=1>",
  "`<img src=x onerror=window.hacked=1>`",
  "```html\n<img src=x onerror=window.hacked=1>\n```",
  '```"><img src=x onerror=window.hacked=1>\ncode\n```',
  "@<img/src=x/onerror=window.hacked=1>",
  "{{constructor.constructor('window.hacked=1')()}}",
  "<p style=position:fixed;inset:0>cover</p>",
  "<input autofocus onfocus=window.hacked=1>",
  "| a |\n|---|\n| <img src=x onerror=window.hacked=1> |",
  "https://example.org/<script>window.hacked=1</script>",
  "<noscript><p title='</noscript><img src=x onerror=window.hacked=1>'>",
  "[x]: javascript:window.hacked=1\n\n[x]",
];

test("nothing that is written runs, covers the page or leads astray", async ({ browser }) => {
  const { url } = server();
  const name = "<img src=x onerror=window.hacked=1>";
  const room = `<b onclick=window.hacked=1>${unique("x")}</b>`;
  const writer = await Writer.withRoom(url, unique("w"), room, name);
  await writer.write(VECTORS);
  // A window so high that every one of them is rendered.
  const ana = await Person.registered(browser, url, unique("ana"), {
    displayName: name,
    viewport: { width: 1000, height: 4000 },
  });
  const { page } = ana;
  await ana.joinByName(room);
  await ana.send("<img src=x onerror=window.hacked=1> **mine**");
  await expect(ana.message("mine")).toHaveAttribute("data-seq", /\d+/);
  for (const vector of VECTORS.slice(0, 3)) await expect(ana.message(vector).first()).toBeVisible();
  await page.waitForTimeout(500);

  const found = await page.evaluate(() => {
    const bodies = [...document.querySelectorAll("article .markdown")];
    const all = bodies.flatMap((body) => [...body.querySelectorAll("*")]);
    return {
      hacked: "hacked" in window,
      tags: all
        .map((element) => element.localName)
        .filter(
          (tag) =>
            !/^(a|b|blockquote|br|code|del|em|h[1-6]|hr|li|ol|p|pre|span|strong|table|tbody|td|th|thead|tr|ul)$/.test(
              tag,
            ),
        ),
      attributes: all
        .flatMap((element) => [...element.attributes].map((attribute) => attribute.name))
        .filter((attribute) => !/^(href|class|target|rel|tabindex)$/.test(attribute)),
      links: all
        .filter((element) => element.localName === "a" && element.hasAttribute("href"))
        .filter(
          (link) =>
            !/^(https?|mailto):/.test(link.getAttribute("href") ?? "") ||
            !link.getAttribute("rel")?.includes("noopener"),
        )
        .map((link) => link.outerHTML),
    };
  });
  expect(found).toEqual({ hacked: false, tags: [], attributes: [], links: [] });
  expect(page.url()).toContain(url);
  writer.stop();
  ana.expectNoErrors();
  await ana.leave();
});

test("a name that runs from right to left moves nothing beside it", async ({ browser }) => {
  const { url } = server();
  const room = unique("bidi");
  const plain = await Person.registered(browser, url, unique("p"), { displayName: "Mallory" });
  await plain.createRoom(room, "Public");
  // Digits and brackets beside it would change places, were the name not kept apart.
  const other = await Person.registered(browser, url, unique("o"), { displayName: "(אבג 12" });
  await other.joinByName(room);
  await plain.send("one");
  await other.send("two");
  await expect(plain.message("two")).toBeVisible();
  for (const text of ["one", "two"]) {
    const name = await plain.message(text).locator("bdi").first().boundingBox();
    const time = await plain.message(text).locator("time").first().boundingBox();
    if (name === null || time === null) throw new Error("a message without its head");
    expect(time.x).toBeGreaterThanOrEqual(name.x + name.width);
  }
  await plain.leave();
  await other.leave();
});
