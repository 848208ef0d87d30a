import { deepEqual, equal } from "node:assert/strict";
import type { SearchQuery } from "../../src/ports/store/log.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { searchTerms } from "../../src/protocol/search-terms.ts";
import type { ContractCase } from "./store.ts";
import { carried, makeRoom, search, T0 } from "./store-fixture.ts";

/** What a search for `text` finds, as "room:seq" newest first, over all its pages. */
const found = async (
  store: Store,
  text: string,
  other: Partial<SearchQuery> = {},
): Promise<string> => {
  const hits: string[] = [];
  let cursor: string | undefined;
  do {
    const answer = await search(store, {
      terms: searchTerms(text),
      roomIds: ["r1"],
      limit: 3,
      ...other,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { roomId, seq } of answer.hits) {
      hits.push(other.roomIds === undefined ? String(seq) : `${roomId}:${seq}`);
    }
    cursor = answer.nextCursor;
  } while (cursor !== undefined);
  return hits.join(" ");
};

export const searchCases: readonly ContractCase[] = [
  {
    name: "every term begins a word, newest first",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      await log.say(
        "anna",
        "Installing Ubuntu",
        "ubuntu reinstall",
        "the install of ubuntu-server",
      );
      equal(await found(store, "ubu inst"), "3 1");
      equal(await found(store, "inst"), "3 1");
      equal(await found(store, "u"), "3 2 1");
      equal(await found(store, "stall"), "");
      equal(await found(store, "server UBUNTU"), "3");
      equal(await found(store, "installing"), "1");
      equal(await found(store, "installings"), "");
    },
  },
  {
    name: "without regard to case and diacritics, in any script, from one code point on",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      await log.say(
        "anna",
        "Überraschung im Café",
        "İstanbul ve ılık",
        "Die Straße nach STRASSBURG",
        "東京タワーへ行く",
        "서울에서 만나요",
        "snake_case and C3PO",
        "e\u0301clair ﬁnale ①②",
        "Привет Ёлка ΣΊΣΥΦΟΣ",
        "𝒜𝓁𝓅𝒽𝒶 😀 ⑴",
      );
      const expected: Record<string, string> = {
        uberr: "1",
        "ÜBER cafe": "1",
        cafè: "1",
        istan: "2",
        İSTAN: "2",
        straß: "3",
        strass: "3",
        STRASSE: "3",
        東: "4",
        京: "4",
        タワ: "4",
        京東: "4",
        서: "5",
        만: "5",
        snake_c: "6",
        case: "",
        c3: "6",
        éc: "7",
        fin: "7",
        "1": "7",
        "⑴": "9",
        прив: "8",
        елк: "8",
        σισυφοσ: "8",
        alpha: "9",
      };
      for (const [text, seqs] of Object.entries(expected)) {
        equal(`${text}: ${await found(store, text)}`, `${text}: ${seqs}`);
      }
    },
  },
  {
    name: "what looks like an operator is a word",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      await log.say("anna", "this OR that", "near AND far", 'say "not" body:x r1 s1');
      equal(await found(store, "or"), "1");
      equal(await found(store, "and near"), "2");
      equal(await found(store, 'NOT "body'), "3");
      equal(await found(store, "r1"), "3");
      equal(await found(store, "s1*"), "3");
    },
  },
  {
    name: "sees what was acknowledged before, in bulk too",
    run: async ({ store, reopen }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      for (let i = 0; i < 20; i += 1) {
        await log.say(
          "anna",
          ...Array.from({ length: 100 }, (_, k) => `word${i * 100 + k} filler`),
        );
      }
      equal(await found(store, "word1999"), "2000");
      await log.say("anna", "fresh");
      equal(await found(store, "fresh"), "2001");
      const again = await reopen();
      equal(await found(again, "fresh"), "2001");
      equal(await found(again, "word77 filler"), "780 779 778 777 776 775 774 773 772 771 78");
    },
  },
  {
    name: "an edit replaces the words, a delete takes them away",
    run: async ({ store, reopen }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      await log.say("anna", "apple", "banana");
      equal(await found(store, "apple"), "1");
      await log.add("anna", { event: "edit", target: 1, content: "cherry" });
      equal(await found(store, "apple"), "");
      equal(await found(store, "cherry"), "1");
      await log.add("anna", { event: "edit", target: 1, content: "date" });
      await log.add("anna", { event: "delete", target: 2 });
      equal(await found(store, "cherry"), "");
      equal(await found(store, "date"), "1");
      equal(await found(store, "banana"), "");
      await log.append(
        log.message("anna", "elder"),
        log.next("anna", { event: "edit", target: 6, content: "fig" }),
        log.next("anna", { event: "delete", target: 6 }),
      );
      const again = await reopen();
      for (const gone of ["elder", "fig", "banana"]) equal(await found(again, gone), "");
      equal(await found(again, "date"), "1");
    },
  },
  {
    name: "only in the rooms asked for, and by the sender asked for",
    run: async ({ store }) => {
      const one = await makeRoom(store, "r1", ["anna", "bob"]);
      const two = await makeRoom(store, "r2", ["anna", "bob"]);
      const three = await makeRoom(store, "r3", ["anna"]);
      await one.say("anna", "needle a");
      await two.say("bob", "needle b");
      await three.say("anna", "needle c");
      await one.say("bob", "needle d");
      const inRooms = (...roomIds: string[]) => found(store, "needle", { roomIds });
      equal(await inRooms("r1"), "r1:2 r1:1");
      equal(await inRooms("r1", "r2"), "r1:2 r2:1 r1:1");
      equal(await inRooms("r3", "r2", "none"), "r3:1 r2:1");
      equal(await inRooms("none"), "");
      const all = { roomIds: ["r1", "r2", "r3"] };
      equal(await found(store, "needle", { ...all, senderId: "bob" }), "r1:2 r2:1");
      equal(await found(store, "needle", { ...all, senderId: "nobody" }), "");
    },
  },
  {
    name: "written in a span of time: not before the one, before the other",
    run: async ({ store }) => {
      const one = await makeRoom(store, "r1", ["anna"]);
      const two = await makeRoom(store, "r2", ["anna"]);
      await one.append(one.message("anna", "needle", { at: T0 + 100 }));
      await two.append(two.message("anna", "needle", { at: T0 + 200 }));
      await one.append(
        one.message("anna", "needle", { at: T0 + 300 }),
        one.message("anna", "hay", { at: T0 + 300 }),
        one.message("anna", "needle", { at: T0 + 400 }),
      );
      const all = { roomIds: ["r1", "r2"] };
      const within = (after: number, before: number) =>
        found(store, "needle", { ...all, after: T0 + after, before: T0 + before });
      equal(await within(0, 1_000), "r1:4 r1:2 r2:1 r1:1");
      equal(await within(100, 300), "r2:1 r1:1");
      equal(await within(101, 301), "r1:2 r2:1");
      equal(await within(401, 1_000), "");
      equal(await found(store, "needle", { ...all, before: T0 + 100 }), "");
      equal(await found(store, "needle", { ...all, after: T0 + 300 }), "r1:4 r1:2");
      equal(await found(store, "", { ...all, after: T0 + 300 }), "r1:4 r1:3 r1:2");
    },
  },
  {
    name: "only those that carry files, until they are deleted; a filter alone is enough",
    run: async ({ store, reopen }) => {
      const log = await makeRoom(store, "r1", ["anna", "bob"]);
      const files = (sender: string, content: string) =>
        log.next(sender, {
          event: "message",
          content,
          attachments: [carried("f1"), carried("f2")],
        });
      await log.say("anna", "needle");
      await log.append(files("anna", "needle"), files("bob", "needle"), files("bob", "hay"));
      const withFiles = true;
      equal(await found(store, "needle", { withFiles }), "3 2");
      equal(await found(store, "needle", { withFiles, senderId: "bob" }), "3");
      equal(await found(store, "", { withFiles }), "4 3 2");
      equal(await found(store, "", { senderId: "anna" }), "2 1");
      await log.add("bob", { event: "edit", target: 4, content: "needle too" });
      equal(await found(store, "needle", { withFiles }), "4 3 2");
      await log.add("bob", { event: "delete", target: 4 });
      equal(await found(store, "", { withFiles }), "3 2");
      const again = await reopen();
      equal(await found(again, "", { withFiles }), "3 2");
      equal(await found(again, "", { senderId: "bob" }), "3");
    },
  },
  {
    name: "pages stay stable while more is written",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      for (let i = 0; i < 10; i += 1) await log.say("anna", "needle");
      const query = { terms: ["needle"], roomIds: ["r1"], limit: 4 };
      const first = await search(store, query);
      deepEqual(
        first.hits.map((hit) => hit.seq),
        [10, 9, 8, 7],
      );
      await log.say("anna", "needle", "needle");
      await log.add("anna", { event: "delete", target: 6 });
      const cursor = first.nextCursor ?? "";
      const second = await search(store, { ...query, cursor });
      deepEqual(
        second.hits.map((hit) => hit.seq),
        [5, 4, 3, 2],
      );
      const third = await search(store, { ...query, cursor: second.nextCursor ?? "" });
      deepEqual(third, { hits: [{ roomId: "r1", seq: 1 }] });
      deepEqual((await search(store, { ...query, cursor: "not a cursor" })).hits, []);
    },
  },
  {
    name: "many searches at once each get their own answer",
    run: async ({ store }) => {
      const log = await makeRoom(store, "r1", ["anna"]);
      await log.say("anna", ...Array.from({ length: 50 }, (_, i) => `only${i}x`));
      const seqs = await Promise.all(
        Array.from({ length: 50 }, (_, i) => found(store, `only${i}x`)),
      );
      deepEqual(
        seqs,
        Array.from({ length: 50 }, (_, i) => String(i + 1)),
      );
    },
  },
  {
    name: "a deleted room is not found any more, nor after a restart",
    run: async ({ store, reopen }) => {
      const one = await makeRoom(store, "r1", ["anna"]);
      const two = await makeRoom(store, "r2", ["anna"]);
      await one.say("anna", "needle gone");
      await two.say("anna", "needle kept");
      equal(await found(store, "needle", { roomIds: ["r1", "r2"] }), "r2:1 r1:1");
      await store.rooms.deleteRoom("r1");
      equal(await found(store, "needle", { roomIds: ["r1", "r2"] }), "r2:1");
      const again = await reopen();
      const fresh = await makeRoom(again, "r3", ["anna"]);
      await fresh.say("anna", "needle new");
      equal(await found(again, "needle", { roomIds: ["r1", "r2", "r3"] }), "r3:1 r2:1");
    },
  },
];
