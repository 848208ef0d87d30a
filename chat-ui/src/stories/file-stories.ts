import { ProtocolError } from "../../../src/protocol/errors.ts";
import type { ShownFile } from "../logic/files.ts";
import type { StagedFile } from "../stores/staged-files.ts";

const MEGABYTE = 1_000_000;

/** Pictures of several shapes, and what is no picture. */
export const FILES: readonly ShownFile[] = [
  {
    id: "harbour",
    name: "harbour.jpg",
    size: 2 * MEGABYTE,
    mime: "image/jpeg",
    width: 1200,
    height: 800,
  },
  { id: "tower", name: "tower.png", size: MEGABYTE, mime: "image/png", width: 600, height: 1600 },
  {
    id: "notes",
    name: "release notes for everybody who asked.pdf",
    size: 84_000,
    mime: "application/pdf",
  },
  { id: "data", name: "data.zip", size: 9 * MEGABYTE, mime: "application/zip" },
];

const staged = (
  key: string,
  more: Partial<StagedFile> & Pick<StagedFile, "state">,
): StagedFile => ({
  key,
  name: `${key}.txt`,
  size: 1_400,
  mime: "text/plain",
  ...more,
});

/** A chosen file in each of its states. */
export const STAGED: readonly StagedFile[] = [
  staged("waiting", { state: "waiting" }),
  staged("uploading", { state: "uploading" }),
  staged("uploaded", { state: "uploaded" }),
  staged("failed", { state: "failed", failure: new ProtocolError("unavailable", "away") }),
  staged("empty", { state: "refused", problem: "empty", size: 0 }),
  staged("too-large", { state: "refused", problem: "too-large", size: 50 * MEGABYTE }),
  staged("unreadable", { state: "refused", problem: "unreadable" }),
];
