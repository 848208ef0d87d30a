/** The values of newline-delimited JSON as they come in, those of a part of the stream at a time. */
export async function* jsonLines<Row>(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<readonly Row[]> {
  // Streams are iterable themselves only in browsers younger than those that everything else here runs in.
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  let done = false;
  while (!done) {
    const part = await reader.read();
    done = part.done;
    const lines = (rest + decoder.decode(part.value, { stream: !done })).split("\n");
    rest = done ? "" : (lines.pop() ?? "");
    // The server wrote them with the schema that `Row` was inferred from.
    const rows = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Row);
    if (rows.length > 0) yield rows;
  }
}
