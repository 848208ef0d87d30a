export const sqliteCases: readonly { readonly name: string; readonly run: () => Promise<void> }[] =
  [];
