// Shows /openapi/v1.json. Everything comes from this instance: no validator, no fonts, no hosts of others.
window.SwaggerUIBundle({
  url: "/openapi/v1.json",
  dom_id: "#docs",
  deepLinking: true,
  validatorUrl: null,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  presets: [window.SwaggerUIBundle.presets.apis],
});
