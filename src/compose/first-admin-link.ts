import { prepareDataDir } from "../adapters/data-dir/data-dir.ts";
import {
  removeFirstAdminLink,
  writeFirstAdminLink,
} from "../adapters/data-dir/first-admin-link.ts";
import type { Config } from "../config.ts";
import type { Services } from "../services.ts";

/** Where the dashboard takes the token from: behind the #, so that it is in no request and in no log. */
const linkOf = (url: string, token: string): string =>
  new URL(`/admin/bootstrap#token=${token}`, url).href;

/**
 * The way in where there is no admin and none is named in the settings: a link in a file of DATA_DIR, whose path
 * this answers. What stands in the way of that is logged; ADMIN_USERNAME is there all the same.
 */
export const offerFirstAdminLink = async (
  { bootstrap, logger }: Services,
  { firstAdmin, dataDir }: Config,
  url: string,
): Promise<string | undefined> => {
  const remove = (): void =>
    void removeFirstAdminLink(dataDir).catch((error: unknown) => {
      logger.warn("the link for the first admin is used, and not removed", {
        error: String(error),
      });
    });
  try {
    const token = firstAdmin === undefined ? await bootstrap.token() : undefined;
    if (token === undefined) {
      remove();
      return undefined;
    }
    await prepareDataDir(dataDir);
    bootstrap.onUsed(remove);
    const file = await writeFirstAdminLink(dataDir, linkOf(url, token));
    // Who had the link of an earlier start may have used it while this one was written.
    if ((await bootstrap.token()) === undefined) {
      remove();
      return undefined;
    }
    logger.info("no admin yet: open the link in this file", { file });
    return file;
  } catch (error) {
    logger.warn("there is no admin yet: set ADMIN_USERNAME and ADMIN_PASSWORD", {
      error: String(error),
    });
    return undefined;
  }
};
