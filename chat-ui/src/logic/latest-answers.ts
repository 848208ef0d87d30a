interface Asked<T> {
  readonly question: string;
  readonly answer: Promise<T | undefined>;
}

/**
 * Of what each key (a room) is asked one after the other, the answer to the last question alone counts: on an uneven
 * line it need not be the last to come. A question that is still open is not asked twice.
 */
export const latestAnswers = <T>() => {
  const open = new Map<string, Asked<T>>();

  /**
   * `take` gets the answer and tells what it is worth. Resolves with undefined, and neither takes nor rejects, once
   * another question was asked, this one was forgotten, or `signal` was aborted.
   */
  const ask = (
    key: string,
    question: string,
    put: () => Promise<T>,
    take: (answer: T) => void,
    signal?: AbortSignal,
  ): Promise<T | undefined> => {
    const known = open.get(key);
    if (known?.question === question && !signal) return known.answer;
    const isWanted = (): boolean => open.get(key) === asked && !signal?.aborted;
    const run = async (): Promise<T | undefined> => {
      try {
        const answer = await put();
        if (!isWanted()) return undefined;
        take(answer);
        return answer;
      } catch (error) {
        if (isWanted()) throw error;
        return undefined;
      } finally {
        if (open.get(key) === asked) open.delete(key);
      }
    };
    const asked: Asked<T> = { question, answer: run() };
    open.set(key, asked);
    return asked.answer;
  };

  return { ask, forget: (key: string): void => void open.delete(key) };
};
