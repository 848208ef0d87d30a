import { app } from "./app.ts";
import { common } from "./common.ts";
import { errors } from "./errors.ts";
import { help } from "./help.ts";
import { nav } from "./nav.ts";
import { rewind } from "./rewind.ts";
import { signIn } from "./sign-in.ts";

export const messages = {
  app,
  common,
  errors,
  help,
  nav,
  rewind,
  signIn,
};
