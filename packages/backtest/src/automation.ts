import {
  type Flow,
  type ListensTo,
  playbookListensTo,
  type Rule,
  ruleListensTo,
  type PlaybookManifest as StoredManifest,
} from '@orchestrator/domain'
import type { Json, PlaybookManifest, RunEvent, RuntimePort } from '@orchestrator/sdk/runtime'
import type { Clock } from './run/clock.ts'

/** Runs a playbook's code on events; user code is wherever that puts it. */
export type RunCode = (batch: readonly RunEvent[], port: RuntimePort & { readonly clock: Clock }) => Promise<Json>

interface Common {
  /** Of the saved rule or the deployed playbook, or made up: ids of runs are derived from it. */
  readonly id: string
  readonly name: string
  /** With whose rights it acts. */
  readonly memberId: string
}

/** What is simulated. */
export type Automation = Common &
  (
    | { readonly kind: 'rule'; readonly rule: Pick<Rule, 'when' | 'if' | 'then' | 'flow' | 'scopes'> }
    | { readonly kind: 'playbook'; readonly manifest: PlaybookManifest; readonly run: RunCode }
  )

export function listensTo(automation: Automation): readonly ListensTo[] {
  const { id, name } = automation
  if (automation.kind === 'rule') return ruleListensTo({ ...automation.rule, id })
  return playbookListensTo({ id, name, manifest: automation.manifest as unknown as StoredManifest })
}

export const flowOf = (automation: Automation): Flow | null =>
  ((automation.kind === 'rule' ? automation.rule.flow : automation.manifest.flow) as Flow | null | undefined) ?? null

export const scopesOf = (automation: Automation): readonly string[] | null =>
  automation.kind === 'rule' ? automation.rule.scopes : automation.manifest.scopes
