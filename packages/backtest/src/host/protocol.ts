import type { Rule } from '@orchestrator/domain'
import type { PlaybookManifest } from '@orchestrator/sdk/runtime'
import type { Answers } from '../run/approvals.ts'
import type { Told } from '../simulate.ts'
import type { Source } from '../source.ts'

/** An automation as it goes into the thread. */
export type AutomationData = {
  readonly id: string
  readonly name: string
  readonly memberId: string
} & (
  | { readonly kind: 'rule'; readonly rule: Pick<Rule, 'when' | 'if' | 'then' | 'flow' | 'scopes'> }
  /** `code` is what the isolate's entry was bundled into. */
  | { readonly kind: 'playbook'; readonly manifest: PlaybookManifest; readonly code: string }
)

/** A simulation that runs nobody's code: all that a server does for others. */
export type RuleJob = Job<Extract<AutomationData, { kind: 'rule' }>>

export interface Job<A extends AutomationData = AutomationData> {
  readonly automation: A
  readonly current: A | null
  readonly compareRan: boolean
  readonly after: number
  readonly upTo: number
  readonly logEnd: number
  readonly answers: Answers
  readonly leftOut: readonly (readonly [seq: number, code: string])[]
}

export type SourceMethod = keyof Source

export type FromThread =
  /** Our own code is loaded; from now on it is the automation's that computes. */
  | { readonly kind: 'loaded' }
  | { readonly kind: 'begin'; readonly seq: number }
  | { readonly kind: 'told'; readonly told: Told }
  | { readonly kind: 'ask'; readonly id: number; readonly method: SourceMethod; readonly args: readonly unknown[] }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string }

export type ToThread =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'refused'; readonly id: number; readonly code: string; readonly message: string }
