/**
 * Whether a secret was right; `giveBack` takes back what was counted for trying, unless it was wrong. Nor does it
 * count where `isRight` fails: that is our fault, and as long as nobody is told whether the secret was right they
 * have tried nothing, however they brought the failure about.
 */
export const unlessWrong = async (
  giveBack: () => void,
  isRight: () => Promise<boolean>,
): Promise<boolean> => {
  let wrong = false;
  try {
    wrong = !(await isRight());
    return !wrong;
  } finally {
    if (!wrong) giveBack();
  }
};
