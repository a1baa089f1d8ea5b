import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogle } from '@ai-sdk/google'
import { createMistral } from '@ai-sdk/mistral'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import type { Model } from '../catalogue/list-models.ts'
import type { ProviderConfig, Vendor } from '../config/read-models-config.ts'
import { boundedFetch } from './bounded-fetch.ts'

interface Options {
  readonly apiKey: string
  readonly baseURL?: string
  readonly fetch: typeof globalThis.fetch
}

/** Each opened as the vendor's own interface. These ask once: who repeats is `callModel`. */
const open: Readonly<Record<Vendor, (options: Options, model: string) => LanguageModelV4>> = {
  openai: (options, model) => createOpenAI(options).responses(model),
  anthropic: (options, model) => createAnthropic(options)(model),
  google: (options, model) => createGoogle(options)(model),
  mistral: (options, model) => createMistral(options)(model),
}

/**
 * A model of a provider, as `@ai-sdk` has it. Asks nothing yet.
 * @param heard called whenever something comes of it
 */
export function openModel(
  { provider: name, model }: Pick<Model, 'provider' | 'model'>,
  { vendor, key, url }: ProviderConfig,
  heard: () => void,
): LanguageModelV4 {
  const fetch = boundedFetch(heard)
  if (vendor !== null) return open[vendor]({ apiKey: key ?? '', fetch, ...(url !== null && { baseURL: url }) }, model)
  const compatible = createOpenAICompatible({
    ...{ name, fetch },
    baseURL: url ?? '',
    ...(key !== null && { apiKey: key }),
    // Without it a stream says nothing of its tokens.
    includeUsage: true,
    supportsStructuredOutputs: true,
  })
  return compatible(model)
}

/** OpenAI keeps no answer; a schema need not be one in which all is required, since answers are checked here. */
export const providerOptions = {
  openai: { store: false, strictJsonSchema: false },
  mistral: { strictJsonSchema: false },
}
