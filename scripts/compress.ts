import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** Images, sounds and fonts are compressed already. */
const TEXT = /\.(?:css|html|js|json|map|mjs|svg|txt|wasm|webmanifest)$/;
/** Smaller ones fit into the first packets as they are. */
const WORTH_BYTES = 1_024;

const brotli = (content: Buffer): Promise<Buffer> =>
  promisify(brotliCompress)(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
const gzipBest = (content: Buffer): Promise<Buffer> =>
  promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION });

/** Lays a `.br` and a `.gz` beside each file of text, as http/static-files.ts serves them. */
export async function compressFiles(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile() || !TEXT.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    if (content.length < WORTH_BYTES) continue;
    for (const [suffix, compress] of [
      ["br", brotli],
      ["gz", gzipBest],
    ] as const) {
      const compressed = await compress(content);
      if (compressed.length < content.length) await writeFile(`${path}.${suffix}`, compressed);
    }
  }
}
