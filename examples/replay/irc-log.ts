/** A line of an IRC log that says something. */
export interface IrcLine {
  /** Its number in the file, from 1: the cid of its message. */
  readonly number: number;
  readonly nick: string;
  readonly content: string;
  /** Minutes since the log's first midnight; a log that passes midnight goes on counting. */
  readonly minute: number;
}

/** Who says what nobody says: joins, leaves, topics and modes, and what old logs note as `=== nick acts`. */
export const NARRATOR = "===";

const SPOKEN = /^\[(\d\d):(\d\d)\] (?:<([^>]+)>(?: (.*))?| (\* (\S+).*))$/u;
const DAY = 24 * 60;

/**
 * `[HH:MM] <nick> text`, `[HH:MM]  * nick acts` and `=== …`. Lines without text are left out; a line of
 * another form is an error, which names it.
 */
export const parseIrcLog = (text: string): IrcLine[] => {
  const lines: IrcLine[] = [];
  let midnight = 0;
  let minute = 0;
  for (const [index, line] of text.split("\n").entries()) {
    const number = index + 1;
    if (line === "") continue;
    if (line.startsWith(NARRATOR)) {
      lines.push({ number, nick: NARRATOR, content: line, minute });
      continue;
    }
    const match = SPOKEN.exec(line);
    if (match === null) throw new Error(`line ${number} is no line of an IRC log: ${line}`);
    const [, hours, minutes, nick, said, act, actor] = match;
    const ofDay = Number(hours) * 60 + Number(minutes);
    // A log goes forward: an earlier time is the next day's.
    if (midnight + ofDay < minute) midnight += DAY;
    minute = midnight + ofDay;
    const content = act ?? said ?? "";
    if (content.trim() !== "") {
      lines.push({ number, nick: (nick ?? actor ?? NARRATOR).trim(), content, minute });
    }
  }
  return lines;
};
