// Runs before the first paint. Keep in step with src/logic/theme.ts, which writes the same key.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem("crosstalk.theme");
  } catch {
    // Storage can be forbidden; the system's choice is then as good as any.
  }
  const dark =
    choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
