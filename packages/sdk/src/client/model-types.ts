import type { ModelBudgetSetInput } from '../generated/commands.ts'
import type { ModelBudget, ModelUsage } from '../generated/entities.ts'
import type { PageOptions } from '../run/resources.ts'
import type { RequestOptions } from './request.ts'
import type { Readable } from './resource-types.ts'

/** How hard a task is. */
export type Complexity = 'low' | 'medium' | 'high'

/** A language model that this installation may ask. */
export interface LanguageModel {
  /** `provider/model` */
  readonly name: string
  readonly provider: string
  /** 1: for simple work, 3: for the hardest. */
  readonly grade: 1 | 2 | 3
  /** In tokens; null: not known. */
  readonly contextWindow: number | null
  /** In USD for a million tokens; null: not known. */
  readonly price: { readonly input: number; readonly output: number; readonly from: 'settings' | 'catalogue' } | null
  /** As the process that answers saw it; `open`: not asked, since it failed. */
  readonly health: {
    readonly state: 'closed' | 'open' | 'half_open'
    readonly waitMs: number
    readonly latencyMs: number | null
  }
}

export interface ModelsOverview {
  /** What to do so that there are models; null: there are. */
  readonly hint: string | null
  readonly providers: readonly {
    readonly id: string
    readonly speaks: 'openai' | 'anthropic' | 'google' | 'mistral' | 'openai-compatible'
  }[]
  readonly models: readonly LanguageModel[]
  /** In which order models are asked; `*`: for every task type without a route of its own. */
  readonly routes: readonly {
    readonly route: string
    readonly chain: readonly string[]
    readonly configured: boolean
  }[]
  readonly prices: { readonly source: string; readonly url: string; readonly asOf: string }
}

export interface ModelSelectionInput {
  /** e.g. `planner` */
  readonly taskType: string
  /** By default judged by what is said of the task. */
  readonly complexity?: Complexity
  /** What the model is given; counted and not kept. */
  readonly text?: string
  /** Given beside the text. */
  readonly contextTokens?: number
  /** What it may answer, in tokens; default 2000. */
  readonly maxOutput?: number
  readonly items?: number
  readonly constraints?: number
  readonly tools?: number
  /** `fast`: by measured latency before price. */
  readonly latency?: 'any' | 'fast'
  /** In USD. */
  readonly budgetLeft?: number
}

export interface ModelSelection {
  readonly route: string
  /** Whether the settings say the order. */
  readonly configured: boolean
  readonly complexity: Complexity
  /** Given to the model, an estimate. */
  readonly tokens: number
  /** In the order in which they are asked; empty: none can be. */
  readonly chain: readonly string[]
  readonly candidates: readonly {
    readonly model: string
    readonly taken: boolean
    readonly reason: string
    /** What the call costs at most, in USD; null: not known. */
    readonly costUsd: number | null
  }[]
}

/** What came of asking one provider for a word. */
export interface ModelPing {
  readonly provider: string
  readonly model: string
  readonly latencyMs: number
  readonly costUsd: number | null
  /** null: it answered. */
  readonly error: { readonly code: string; readonly status: number; readonly message: string } | null
}

/** Language models. */
export interface LanguageModels {
  show(options?: Pick<RequestOptions, 'signal'>): Promise<ModelsOverview>
  /** Which models a task would be given to, and why; none is asked. */
  select(input: ModelSelectionInput, options?: Pick<RequestOptions, 'signal'>): Promise<ModelSelection>
  /** Asks the cheapest model of each provider for one word. Needs `workspace.edit`. */
  ping(options?: Pick<RequestOptions, 'signal'>): Promise<readonly ModelPing[]>
  /** What models were asked and what it cost. Needs `audit.read`. */
  usage(filter?: ModelUsageFilter, options?: Pick<RequestOptions, 'signal'>): Promise<ModelUsage>
}

/** ISO 8601; by default the last 30 days. */
export interface ModelUsageFilter {
  readonly from?: string
  readonly to?: string
  /** Default `day`, in the workspace's time zone. */
  readonly groupBy?: ModelUsage['groupBy']
}

export interface ModelBudgetFilter extends PageOptions {
  readonly projectId?: string
  readonly agent?: string
  readonly period?: ModelBudget['period']
  readonly sort?: 'createdAt' | '-createdAt'
}

/** What may be spent on models. */
export interface ModelBudgets extends Readable<ModelBudget, ModelBudgetFilter> {
  /** Replaces the budget for the same project, agent and period. Needs `workspace.edit`. */
  create(input: ModelBudgetSetInput, options?: RequestOptions): Promise<ModelBudget>
  /** Needs `workspace.edit`. */
  delete(id: string, options?: RequestOptions): Promise<void>
}
