import { type ModelsConfig, type ProviderConfig, vendors } from '../config/read-models-config.ts'
import type { ModelSettings } from '../config/settings.ts'
import { type Grade, knownModels } from './known-models.ts'
import { cataloguedWindow } from './price.ts'

/** A model that can be asked. */
export interface Model {
  /** `provider/model` */
  readonly name: string
  readonly provider: string
  /** As the provider calls it. */
  readonly model: string
  readonly grade: Grade
  /** In tokens; null: nobody says, so that only short requests are sent there. */
  readonly contextWindow: number | null
  readonly settings: ModelSettings
}

/** Every model of the configured providers: the known ones, and those that settings and routes name. By name, in this order. */
export function listModels({ providers, settings }: ModelsConfig): ReadonlyMap<string, Model> {
  const known = vendors.flatMap((vendor) =>
    providers[vendor] ? knownModels[vendor].map(({ id }) => `${vendor}/${id}`) : [],
  )
  const named = [...Object.keys(settings.models), ...Object.values(settings.routes).flat()]
  return new Map(
    [...new Set([...known, ...named])].map((name) => [
      name,
      modelOf(name, providers[name.slice(0, name.indexOf('/'))], settings.models[name] ?? {}),
    ]),
  )
}

function modelOf(name: string, provider: ProviderConfig | undefined, settings: ModelSettings): Model {
  const slash = name.indexOf('/')
  const [providerId, model] = [name.slice(0, slash), name.slice(slash + 1)]
  const vendor = provider?.vendor ?? null
  const known = vendor === null ? undefined : knownModels[vendor].find(({ id }) => id === model)
  const catalogued = vendor === null ? undefined : cataloguedWindow(vendor, model)
  return {
    ...{ name, provider: providerId, model, settings },
    grade: settings.grade ?? known?.grade ?? 2,
    contextWindow: settings.contextWindow ?? known?.contextWindow ?? catalogued ?? null,
  }
}
