import type { RuleCreateInput, RuleUpdateInput } from '../generated/commands.ts'
import type { Actor, Change, Rule } from '../generated/entities.ts'
import type { Json, Timestamp } from '../json.ts'
import type { BacktestReport, SimulateRuleInput } from './backtest-types.ts'
import type { RuleFilter } from './filters.ts'
import type { RequestOptions } from './request.ts'
import type { EntityOptions, Resource } from './resource-types.ts'
import type { ManualForm, RequestedRun } from './types.ts'

/** A rule as it was in one of its versions. */
export interface RuleVersion {
  readonly version: number
  readonly changedAt: Timestamp
  readonly actor: Actor
  /** What was changed; empty for the first. */
  readonly changes: Readonly<Record<string, Change>>
  readonly rule: Rule
}

/** A rule as the files of a playbook that does the same. */
export interface EjectedRule {
  /** The playbook's id, and the name of its folder. */
  readonly playbook: string
  readonly files: readonly { readonly path: string; readonly text: string }[]
}

export interface Rules extends Resource<Rule, RuleCreateInput, RuleUpdateInput, RuleFilter> {
  /** The last versions, newest first; of a deleted rule too. */
  versions(id: string, options?: EntityOptions): Promise<readonly RuleVersion[]>
  /** Makes it what it was in an earlier version. */
  revert(id: string, version: number, options?: RequestOptions): Promise<Rule>
  /** The rule as a playbook; nothing is installed, and the rule stays. */
  playbook(id: string, options?: EntityOptions): Promise<EjectedRule>
  /** Holds its runs until it is resumed; those under way go on. */
  pause(id: string, options?: RequestOptions): Promise<Rule>
  /** Lets the runs that were held go on, in the order of their events. */
  resume(id: string, options?: RequestOptions): Promise<Rule>
  /** Starts a rule that has a manual trigger. The run is there a moment later. */
  run(id: string, input?: Json, options?: RequestOptions): Promise<RequestedRun>
  /** What a rule would have done on past events, and how that differs from what it did. Nothing is done. */
  simulate(input: SimulateRuleInput, options?: RequestOptions): Promise<BacktestReport>
  /** What is asked of whoever starts it by hand. */
  form(id: string, options?: EntityOptions): Promise<ManualForm>
}
