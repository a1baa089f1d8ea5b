import type { Vendor } from '../config/read-models-config.ts'

/** How much is asked of a model: 1 for simple work, 3 for the hardest. */
export type Grade = 1 | 2 | 3

/**
 * The models that are taken without any settings: of each vendor its present cheap, middle and dear one. The vendor's own price is what
 * grades them; nothing was measured here.
 */
export const knownModels: Readonly<Record<Vendor, readonly { id: string; grade: Grade; contextWindow?: number }[]>> = {
  openai: [
    { id: 'gpt-6-luna', grade: 1 },
    { id: 'gpt-6-sol', grade: 2 },
    { id: 'gpt-6-astra', grade: 3 },
  ],
  anthropic: [
    { id: 'claude-haiku-4-5', grade: 1 },
    { id: 'claude-sonnet-5', grade: 2 },
    { id: 'claude-opus-5-5', grade: 3 },
  ],
  google: [
    { id: 'gemini-3.5-flash-lite', grade: 1 },
    { id: 'gemini-3.8-flash', grade: 2 },
    // The catalogue of prices has no window of it; https://ai.google.dev/gemini-api/docs/models has.
    { id: 'gemini-3.1-pro-preview', grade: 3, contextWindow: 1_048_576 },
  ],
  mistral: [
    { id: 'mistral-small-2603', grade: 1 },
    { id: 'mistral-large-2512', grade: 2 },
    { id: 'mistral-medium-3-5', grade: 3 },
  ],
}
