// Shows /openapi/v1.json. Everything comes from this instance: no validator, no fonts, no hosts of others.
// The theme is the one chosen on the pages, else the system's.
const chosen = /(?:^|; )theme=(light|dark)/.exec(document.cookie)?.[1];
document.documentElement.classList.toggle("dark-mode", chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);

window.SwaggerUIBundle({
  url: "/openapi/v1.json",
  dom_id: "#docs",
  deepLinking: true,
  validatorUrl: null,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  presets: [window.SwaggerUIBundle.presets.apis],
});
