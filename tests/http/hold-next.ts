type Call = (...asked: unknown[]) => Promise<unknown>;

/** The next call of a method is made at once, and then `done`; what it brought is told when `tell` says so. */
export const holdNext = <N extends string>(
  of: { [name in N]: (...asked: never[]) => Promise<unknown> },
  name: N,
): { readonly done: Promise<void>; readonly tell: () => void } => {
  const methods = of as Record<N, Call>;
  const method = methods[name];
  const done = Promise.withResolvers<void>();
  const told = Promise.withResolvers<void>();
  methods[name] = async (...asked) => {
    methods[name] = method;
    const brought = await method.apply(of, asked);
    done.resolve();
    await told.promise;
    return brought;
  };
  return { done: done.promise, tell: told.resolve };
};

/** The next call of a method is `asked` for, and made when `go` says so. */
export const keepNextWaiting = <N extends string>(
  of: { [name in N]: (...asked: never[]) => Promise<unknown> },
  name: N,
): { readonly asked: Promise<void>; readonly go: () => void } => {
  const methods = of as Record<N, Call>;
  const method = methods[name];
  const asked = Promise.withResolvers<void>();
  const going = Promise.withResolvers<void>();
  methods[name] = async (...question) => {
    methods[name] = method;
    asked.resolve();
    await going.promise;
    return method.apply(of, question);
  };
  return { asked: asked.promise, go: going.resolve };
};
