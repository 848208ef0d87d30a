/** A picture for every id: the story page has no server to fetch one from. */
export const paintedFile = async (id: string): Promise<Blob> => {
  const canvas = new OffscreenCanvas(1200, 800);
  const paint = canvas.getContext("2d");
  const hue = [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 360;
  if (paint) {
    const sky = paint.createLinearGradient(0, 0, 0, 800);
    sky.addColorStop(0, `hsl(${hue} 60% 72%)`);
    sky.addColorStop(1, `hsl(${(hue + 60) % 360} 60% 32%)`);
    paint.fillStyle = sky;
    paint.fillRect(0, 0, 1200, 800);
  }
  return canvas.convertToBlob({ type: "image/png" });
};
