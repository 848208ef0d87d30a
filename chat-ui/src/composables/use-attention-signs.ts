import { watch } from "vue";
import { formats } from "../i18n/formats.ts";
import { paced } from "../logic/paced.ts";
import { unreadCount } from "../logic/unread.ts";
import { useRooms } from "../stores/rooms.ts";

const SIZE = 64;
const BADGE = { x: 42, y: 22, radius: 22 } as const;
/** To draw it is work, and so is to put it into the tab: a flood of messages waits for that. */
const REDRAW_MS = 250;
const RED = "#c8202f";

interface Badging {
  setAppBadge?(count: number): Promise<void>;
  clearAppBadge?(): Promise<void>;
}

const loadIcon = (): Promise<HTMLImageElement> =>
  new Promise((resolve, reject) => {
    const image = new Image(SIZE, SIZE);
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error("There is no icon"));
    image.src = "/favicon.svg";
  });

const draw = (icon: HTMLImageElement, text: string): string => {
  const canvas = document.createElement("canvas");
  canvas.width = SIZE;
  canvas.height = SIZE;
  const context = canvas.getContext("2d");
  if (!context) return icon.src;
  context.drawImage(icon, 0, 0, SIZE, SIZE);
  if (text !== "") {
    context.fillStyle = RED;
    context.beginPath();
    context.arc(BADGE.x, BADGE.y, BADGE.radius, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = "#fff";
    context.font = `600 ${text.length > 2 ? 24 : 32}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(text, BADGE.x, BADGE.y + 2);
  }
  return canvas.toDataURL("image/png");
};

/** The number of what is unread on the tab's icon and, where the app is installed, on its own. */
export const useAttentionSigns = (): void => {
  const rooms = useRooms();
  const badging: Badging = navigator;
  let icon: Promise<HTMLImageElement> | undefined;
  let shown = 0;

  const show = async (): Promise<void> => {
    const count = unreadCount(rooms.totals);
    if (count === shown) return;
    shown = count;
    const badge = count > 0 ? badging.setAppBadge?.(count) : badging.clearAppBadge?.();
    badge?.catch(() => undefined);
    try {
      icon ??= loadIcon();
      const image = await icon;
      if (shown !== count) return;
      const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
      if (!link) return;
      // A PNG also for nothing: Chromium shows no change from one SVG to another.
      link.type = "image/png";
      link.href = draw(image, count > 0 ? formats().badgeCount(count) : "");
      link.dataset["unread"] = String(count);
    } catch {
      // The title has the number, too.
    }
  };
  const drawing = paced(REDRAW_MS, () => void show());
  watch(
    () => unreadCount(rooms.totals),
    () => drawing.soon(),
    { immediate: true },
  );
};
