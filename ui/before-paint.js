// Runs before the first paint, so that nothing turns over once the app is there: theme, density,
// language and direction. The app applies later choices itself, from the same keys of storage.
(() => {
  const html = document.documentElement;
  const stored = (key) => {
    try {
      return localStorage.getItem(`crosstalk.${key}`);
    } catch {
      // Storage can be forbidden; the system's choice is then as good as any.
      return null;
    }
  };

  const theme = stored("theme");
  const systemIsDark = matchMedia("(prefers-color-scheme: dark)").matches;
  html.dataset.theme = theme === "dark" || (theme !== "light" && systemIsDark) ? "dark" : "light";
  html.dataset.density = stored("density") === "compact" ? "compact" : "comfortable";

  // A page that names no locales is written in one.
  const locales = (html.dataset.locales ?? "").split(" ");
  const wanted = [stored("locale"), ...navigator.languages].map((tag) => tag?.split("-")[0]);
  const locale = wanted.find((language) => language && locales.includes(language));
  if (locale) html.lang = locale;
  html.dir = html.lang === "ar" ? "rtl" : "ltr";
})();
