import { type InjectionKey, inject, provide } from "vue";

/** What stands around the screens, for those in it. */
export interface Shell {
  readonly openMenu: () => void;
  readonly openHelp: () => void;
  readonly openSecondFactor: () => void;
}

const SHELL: InjectionKey<Shell> = Symbol("shell");

export const provideShell = (shell: Shell): void => provide(SHELL, shell);

/** A component that stands alone, as on a stage, has none around it. */
export const useShell = (): Shell =>
  inject(SHELL, {
    openMenu: () => undefined,
    openHelp: () => undefined,
    openSecondFactor: () => undefined,
  });
