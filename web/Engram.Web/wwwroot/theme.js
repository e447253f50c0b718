// The theme form answers at once: the same cookie the server would set, and the attribute it would have rendered.
export function chooseTheme() {
  const form = document.querySelector("[data-theme-choice]");
  form?.addEventListener("submit", event => {
    const chosen = event.submitter?.value;
    if (!chosen) return;
    event.preventDefault();
    const known = chosen === "light" || chosen === "dark";
    document.cookie = `theme=${known ? chosen : ""}; path=/; samesite=lax; max-age=${known ? 31536000 : 0}`;
    if (known) document.documentElement.dataset.theme = chosen;
    else delete document.documentElement.dataset.theme;
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === event.submitter));
    document.dispatchEvent(new CustomEvent("themechange"));
  });
}
