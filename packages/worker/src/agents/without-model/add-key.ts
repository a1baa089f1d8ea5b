/** One line for whoever has no model yet. */
export const addKey =
  'No language model is configured. Add a key, e.g. ORCHESTRATOR_MODELS_OPENAI_KEY=…, to the environment and start again; see docs/models.md.'
