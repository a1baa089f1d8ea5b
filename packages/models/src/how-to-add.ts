/** In one line, for whoever has no model yet. */
export const howToAdd =
  'No model is configured: set ORCHESTRATOR_MODELS_OPENAI_KEY (or ANTHROPIC, GOOGLE, MISTRAL), or ORCHESTRATOR_MODELS_OLLAMA_URL, and start again; see docs/models.md.'
