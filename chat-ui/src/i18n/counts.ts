import { t } from "./i18n.ts";

/** 999, 1.2 k, 34 k, 3.4 M: at most three digits and a unit. */
export const shortCount = (count: number): string => {
  const scaled = (divisor: number): number => {
    const value = count / divisor;
    return value < 9.95 ? Math.round(value * 10) / 10 : Math.round(value);
  };
  if (count < 1000) return t("common.count", { count });
  if (count < 999_500) return t("common.thousands", { count: scaled(1000) });
  return t("common.millions", { count: scaled(1_000_000) });
};
