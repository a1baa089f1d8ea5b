import { calcPrice } from '@pydantic/genai-prices'
import type { ModelSettings } from '../config/settings.ts'

/** From where the prices are: the package is pinned, and asks nobody for newer ones. */
export const priceSource = {
  name: '@pydantic/genai-prices 0.1.8',
  url: 'https://github.com/pydantic/genai-prices',
  /** When that version was published. */
  asOf: '2026-09-23',
} as const

/** In tokens. `cachedInput` is part of `input`. */
export interface Usage {
  readonly input: number
  readonly cachedInput: number
  readonly output: number
}

/** What a price depends on beside the use. */
interface Priced {
  readonly provider: string
  readonly model: string
  readonly settings: ModelSettings
}

/**
 * What a use of a model costs, in USD. An operator's price is taken before the catalogue's.
 * cost = (input − cachedInput) · pᵢ + cachedInput · p꜀ + output · pₒ; where a price depends on how much is sent, as genai-prices has it.
 *
 * @param at the time of the call: some prices change on a date
 * @returns null where no price is known
 */
export function costOf({ provider, model, settings }: Priced, usage: Usage, at: Date): number | null {
  const { price } = settings
  if (price) {
    const fresh = (usage.input - usage.cachedInput) * price.input
    return (fresh + usage.cachedInput * (price.cachedInput ?? price.input) + usage.output * price.output) / 1e6
  }
  const used = { input_tokens: usage.input, cache_read_tokens: usage.cachedInput, output_tokens: usage.output }
  return calcPrice(used, model, { providerId: provider, timestamp: at })?.total_price ?? null
}

/** In USD for a million tokens, of requests of a usual length, and who says so. */
export interface Price {
  readonly input: number
  readonly output: number
  readonly from: 'settings' | 'catalogue'
}

const usual = 1_000

/** @returns null where no price is known */
export function priceOf(model: Priced, at: Date): Price | null {
  const input = costOf(model, { input: usual, cachedInput: 0, output: 0 }, at)
  const output = costOf(model, { input: 0, cachedInput: 0, output: usual }, at)
  if (input === null || output === null) return null
  const million = (cost: number) => Number(((cost / usual) * 1e6).toPrecision(6))
  return { input: million(input), output: million(output), from: model.settings.price ? 'settings' : 'catalogue' }
}

/** Whether the catalogue of prices knows a model. */
export const hasPrice = (provider: string, model: string): boolean =>
  calcPrice({ input_tokens: 0 }, model, { providerId: provider }) !== null

/** The window that the catalogue of prices has of a model, in tokens. */
export function cataloguedWindow(provider: string, model: string): number | undefined {
  return calcPrice({ input_tokens: 0 }, model, { providerId: provider })?.model.context_window
}
