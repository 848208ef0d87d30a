/** Images that pages may show; the server decides by their content, this by what the browser takes them for. */
const SHOWN = /^image\/(?:png|jpeg|gif|webp)$/;

/** Its size in pixels, the right way up; undefined when it is no picture that can be shown. */
export const measurePicture = async (
  blob: Blob,
): Promise<{ readonly width: number; readonly height: number } | undefined> => {
  if (!SHOWN.test(blob.type)) return undefined;
  try {
    const bitmap = await createImageBitmap(blob);
    const { width, height } = bitmap;
    bitmap.close();
    return { width, height };
  } catch {
    return undefined;
  }
};
