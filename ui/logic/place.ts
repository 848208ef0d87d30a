/** Where what floats stands beside its anchor; all in CSS pixels of the viewport. */

interface Size {
  readonly width: number;
  readonly height: number;
}
interface Box extends Size {
  readonly left: number;
  readonly top: number;
}
export interface Placing {
  /** Where it should be; where it does not fit and the other side has more room, it is there. */
  readonly side: "top" | "bottom";
  /** Which of its edges is in line with the anchor's, in the direction of the text. */
  readonly align: "start" | "center" | "end";
  readonly gap: number;
  readonly rightToLeft: boolean;
}

/** What always stays free between it and the edge of the viewport. */
const MARGIN = 8;

const clamp = (value: number, size: number, room: number): number =>
  Math.max(MARGIN, Math.min(value, room - MARGIN - size));

const alignedLeft = (anchor: Box, width: number, { align, rightToLeft }: Placing): number => {
  if (align === "center") return anchor.left + (anchor.width - width) / 2;
  const toTheLeftEdge = (align === "start") !== rightToLeft;
  return toTheLeftEdge ? anchor.left : anchor.left + anchor.width - width;
};

export const place = (
  anchor: Box,
  size: Size,
  viewport: Size,
  placing: Placing,
): { left: number; top: number } => {
  const { side, gap } = placing;
  const above = anchor.top - gap - MARGIN;
  const below = viewport.height - anchor.top - anchor.height - gap - MARGIN;
  const [wanted, other] = side === "top" ? [above, below] : [below, above];
  const flipped = size.height > wanted && other > wanted;
  const onTop = (side === "top") !== flipped;
  const top = onTop ? anchor.top - gap - size.height : anchor.top + anchor.height + gap;
  return {
    left: Math.round(clamp(alignedLeft(anchor, size.width, placing), size.width, viewport.width)),
    top: Math.round(clamp(top, size.height, viewport.height)),
  };
};
