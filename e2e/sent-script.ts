import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";

const OK = 200;

/** Of a body as it is sent to who takes gzip: fetch would unpack it. */
const sentBytes = async (url: string): Promise<number> => {
  const request = get(url, { headers: { "accept-encoding": "gzip" } });
  const [answer] = (await once(request, "response")) as [IncomingMessage];
  let bytes = 0;
  for await (const chunk of answer) bytes += (chunk as Buffer).length;
  if (answer.statusCode !== OK || bytes === 0) throw new Error(`${url}: ${answer.statusCode}`);
  return bytes;
};

/** All that a page of the server names, and so needs to begin; bytes as they are sent with gzip. */
export const firstScriptBytes = async (url: string, path: string): Promise<number> => {
  const html = await (await fetch(url + path, { headers: { accept: "text/html" } })).text();
  const scripts = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, script]) => script);
  if (scripts.length === 0) throw new Error(`${url}${path} names no script`);
  let bytes = 0;
  for (const script of scripts) bytes += await sentBytes(url + script);
  return bytes;
};
