import { expect, it } from "vitest";
import { type Component, createApp } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";
import { useUrlChanges, useUrlQuery } from "./use-url-query.ts";

const screen: Component = { render: () => undefined };

/** On a screen with a filter, beside one whose code is still to be loaded. */
const stage = async () => {
  const code = Promise.withResolvers<Component>();
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: "/rooms", component: screen },
      { path: "/clients", component: () => code.promise },
    ],
  });
  await router.push("/rooms");
  const fields = createApp({})
    .use(router)
    .runWithContext(() => ({ filter: useUrlQuery<string>("query", ""), change: useUrlChanges() }));
  return { ...fields, router, code };
};
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

it("calls off no screen that is still being loaded, and leaves it its own filters", async () => {
  const { router, code, filter } = await stage();
  const way = router.push("/clients");
  await turn();
  filter.value = "lob";
  await turn();
  code.resolve(screen);
  await way;
  await expect.poll(() => router.currentRoute.value.fullPath).toBe("/clients");
});

it("takes the time that was chosen meanwhile along", async () => {
  const { router, code, change } = await stage();
  const way = router.push("/clients");
  await turn();
  change({ at: "1700000000000" });
  await turn();
  code.resolve(screen);
  await way;
  await expect.poll(() => router.currentRoute.value.fullPath).toBe("/clients?at=1700000000000");
});

it("keeps a filter when the other screen could not be loaded", async () => {
  const { router, code, filter } = await stage();
  const way = router.push("/clients").catch((error: Error) => error.message);
  await turn();
  filter.value = "lob";
  await turn();
  code.reject(new Error("no such file"));
  expect(await way).toBe("no such file");
  await expect.poll(() => router.currentRoute.value.fullPath).toBe("/rooms?query=lob");
});

it("loses none of two changes that follow each other in turns of their own", async () => {
  const { router, filter, change } = await stage();
  filter.value = "lob";
  await Promise.resolve();
  await Promise.resolve();
  change({ kind: "public" });
  await expect.poll(() => router.currentRoute.value.fullPath).toBe("/rooms?query=lob&kind=public");
});
