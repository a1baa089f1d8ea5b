import { callModel } from './call/call-model.ts'
import type { ModelAnswer, ModelRequest } from './call/request.ts'
import { listModels, type Model } from './catalogue/list-models.ts'
import { costOf, type Price, priceOf } from './catalogue/price.ts'
import type { ModelsConfig } from './config/read-models-config.ts'
import type { Complexity } from './config/settings.ts'
import { Health, type ModelHealth } from './health/health.ts'
import { ModelError } from './model-error.ts'
import { openModel } from './providers/open-model.ts'
import { outputOf, type Room } from './select/output-of.ts'
import { type Selection, type SelectionRequest, selectModels } from './select/select-models.ts'

const well: ModelHealth = { state: 'closed', waitMs: 0, latencyMs: null }

/** The models of an installation. Made once for each process; opens nothing until one is asked. */
export class Models {
  readonly config: ModelsConfig
  /** By their names. */
  readonly all: ReadonlyMap<string, Model>
  readonly #health = new Health()

  constructor(config: ModelsConfig) {
    this.config = config
    this.all = listModels(config)
  }

  healthOf(model: string): ModelHealth {
    return this.#health.of(model)
  }

  /** As of now; null: not known. */
  priceOf(model: Model): Price | null {
    return priceOf(model, new Date())
  }

  /** The order for tasks without a route of their own, while all models are well and nothing limits them. */
  defaultChain(complexity: Complexity): readonly string[] {
    const request = { taskType: 'any', complexity, contextTokens: 2_000, maxOutput: 500 }
    return selectModels(this.all, {}, () => well, request, new Date()).chain
  }

  /** Which models a task would be given to, and why; asks none. */
  selectOptimalModel(request: SelectionRequest): Selection {
    return selectModels(this.all, this.config.settings.routes, (model) => this.healthOf(model), request, new Date())
  }

  /** How long its answer may be, in tokens, and what a call that long costs at most, in USD. */
  roomOf(name: string, room: Room): { readonly maxOutput: number; readonly costUsd: number } {
    const model = this.all.get(name)
    if (!model) return { maxOutput: room.maxOutput, costUsd: 0 }
    const maxOutput = outputOf(model, room, new Date())
    const usage = { input: room.contextTokens, cachedInput: 0, output: maxOutput }
    return { maxOutput, costUsd: costOf(model, usage, new Date()) ?? 0 }
  }

  /** See {@link callModel}. @throws ModelError */
  call<T = undefined>(request: ModelRequest<T>): Promise<ModelAnswer<T>> {
    const { providers, settings } = this.config
    const open = (model: Model, heard: () => void) => {
      const provider = providers[model.provider]
      if (!provider) throw new ModelError('not_configured', `${model.provider} is not configured`)
      return openModel(model, provider, heard)
    }
    const keys = Object.values(providers).flatMap(({ key }) => key ?? [])
    return callModel({ models: this.all, health: this.#health, open, keys, timeoutMs: settings.timeoutMs }, request)
  }
}
