import { AppError, type FieldProblem, parse } from '@orchestrator/domain'
import * as z from 'zod'
import { knownModels } from '../catalogue/known-models.ts'
import { hasPrice } from '../catalogue/price.ts'
import { Settings } from './settings.ts'

export const vendors = ['openai', 'anthropic', 'google', 'mistral'] as const
export type Vendor = (typeof vendors)[number]

/** Where models are asked. `vendor` null: an endpoint that speaks as OpenAI does. */
export interface ProviderConfig {
  readonly vendor: Vendor | null
  /** null: the endpoint wants none. */
  readonly key: string | null
  /** null: where the vendor has its own. */
  readonly url: string | null
}

export interface ModelsConfig {
  readonly providers: Readonly<Record<string, ProviderConfig>>
  readonly settings: Settings
}

const variable = /^ORCHESTRATOR_MODELS_([A-Z0-9]+)_(KEY|URL)$/
const settingsVariable = 'ORCHESTRATOR_MODELS_SETTINGS'
const Address = z.url({ protocol: /^https?$/ })
const Key = z.string().regex(/^[!-~]+$/, 'a key without spaces')

/**
 * Providers by `ORCHESTRATOR_MODELS_<NAME>_KEY` and `…_URL`, all else by `ORCHESTRATOR_MODELS_SETTINGS`. Other names than those of
 * the vendors are endpoints that speak as OpenAI does, which need the address and may do without a key.
 *
 * @throws AppError `invalid_input` naming the variables that are wrong, and none of their values
 */
export function readModelsConfig(env: Readonly<Record<string, string | undefined>>): ModelsConfig {
  const given = new Map<string, { key?: string; url?: string }>()
  const problems: FieldProblem[] = []
  for (const [name, value] of Object.entries(env)) {
    const [, provider, what] = variable.exec(name) ?? []
    if (provider === undefined || !value) continue
    const parsed = (what === 'KEY' ? Key : Address).safeParse(value)
    if (!parsed.success)
      problems.push({ path: name, expected: what === 'KEY' ? 'a key without spaces' : 'a URL', code: 'invalid_format' })
    const id = provider.toLowerCase()
    given.set(id, { ...given.get(id), [what === 'KEY' ? 'key' : 'url']: value })
  }
  const providers = Object.fromEntries(
    [...given].map(([id, { key = null, url = null }]) => {
      const vendor = vendors.find((one) => one === id) ?? null
      if (vendor ? key === null : url === null)
        problems.push({
          path: `ORCHESTRATOR_MODELS_${id.toUpperCase()}_${vendor ? 'KEY' : 'URL'}`,
          expected: vendor ? `the key at ${id}` : `the address of ${id}, e.g. http://127.0.0.1:11434/v1`,
          code: 'missing',
        })
      return [id, { vendor, key, url: url?.replace(/\/+$/, '') ?? null }]
    }),
  )
  if (problems.length > 0) throw invalid(problems)
  const settings = readSettings(env[settingsVariable] || '{}')
  requireModels(settings, providers)
  return { providers, settings }
}

function readSettings(text: string): Settings {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw invalid([{ path: settingsVariable, expected: 'JSON', code: 'invalid_format' }])
  }
  return parse(Settings, json, settingsVariable, [settingsVariable])
}

/** A model of a provider that nobody configured, or that a vendor does not have, could never be asked: better said at the start. */
function requireModels({ routes, models }: Settings, providers: Readonly<Record<string, ProviderConfig>>): void {
  const routed = Object.entries(routes).flatMap(([route, chain]) =>
    chain.map((model, i) => [`routes.${route}.${i}`, model] as const),
  )
  const named = [...Object.keys(models).map((model) => [`models.${model}`, model] as const), ...routed]
  const configured = Object.keys(providers).join(', ') || 'none is configured'
  const isConfigured = (model: string) => model.slice(0, model.indexOf('/')) in providers
  const problems = [
    ...named
      .filter(([, model]) => !isConfigured(model))
      .map(([path]) => ({ path, expected: `a model of a configured provider (${configured})` })),
    ...routed
      .filter(([, model]) => isConfigured(model) && !(model in models) && !isKnown(model))
      .map(([path]) => ({ path, expected: 'a known model, or one that stands in `models` of the settings' })),
  ].map((problem) => ({ ...problem, path: `${settingsVariable}.${problem.path}`, code: 'not_found' }))
  if (problems.length > 0) throw invalid(problems)
}

/** What endpoints other than the vendors' have, nobody knows. */
function isKnown(name: string): boolean {
  const [provider, model] = [name.slice(0, name.indexOf('/')), name.slice(name.indexOf('/') + 1)]
  const vendor = vendors.find((one) => one === provider)
  return vendor === undefined || knownModels[vendor].some(({ id }) => id === model) || hasPrice(vendor, model)
}

const invalid = (fields: readonly FieldProblem[]): AppError =>
  new AppError(
    'invalid_input',
    `the environment is not valid: ${fields.map(({ path, expected }) => `${path}: ${expected}`).join('; ')}`,
    { fields },
  )
