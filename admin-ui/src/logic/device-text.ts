import { deviceOf } from "../../../ui/logic/device-name.ts";
import { t } from "../i18n/i18n.ts";

const MOST = 40;

/** What people recognise of a User-Agent header; of a program that is no browser, what it calls itself. */
export const deviceText = (userAgent: string): string => {
  const { browser, system } = deviceOf(userAgent);
  if (browser !== undefined && system !== undefined)
    return t("clients.device", { browser, system });
  return browser ?? system ?? (userAgent.slice(0, MOST).trim() || t("clients.unknownDevice"));
};
