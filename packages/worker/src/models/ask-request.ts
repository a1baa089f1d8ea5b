import type { Complexity, ModelAnswer, ModelRequest } from '@orchestrator/models'

/** What is asked, by whom and what for; what it may cost. */
export interface AskRequest
  extends Pick<
    ModelRequest,
    'messages' | 'tools' | 'toolChoice' | 'jsonSchema' | 'maxOutput' | 'temperature' | 'onText' | 'signal'
  > {
  readonly workspaceId: string
  /** Of what belongs to no run: what is asked again under the same id is the same call. */
  readonly id?: string
  /** With `step`, which counts the run's calls from 0, a call that is repeated is the same call. */
  readonly runId?: string | null
  readonly step?: number | null
  readonly projectId?: string | null
  readonly agent?: string | null
  /** e.g. planner */
  readonly taskType: string
  /** By default judged by tokens, tools, and these two. */
  readonly complexity?: Complexity
  /** In tokens: so long an answer may be where window, model and budgets leave room; `maxOutput` it may be in any case. */
  readonly mostOutput?: number
  /** Things to work through. */
  readonly items?: number
  /** Conditions that the result has to meet. */
  readonly constraints?: number
  /** What the run may spend in all, in USD. */
  readonly budgetUsd?: number
  /** An answer to the very same question may be given again while it is not older, in ms; 30 days at most. */
  readonly cache?: { readonly maxAgeMs: number }
}

/** JSON. */
export interface AskedAnswer
  extends Pick<ModelAnswer, 'text' | 'toolCalls' | 'finish' | 'providerData' | 'model' | 'usage' | 'costUsd'> {
  /** With `jsonSchema` the JSON that was answered; null without, and where tools are called instead. */
  readonly value: unknown
  /** No model was asked: it was the answer to the same question before. */
  readonly cached: boolean
}
