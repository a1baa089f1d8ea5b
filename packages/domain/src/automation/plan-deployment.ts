import type { PlaybookManifest, PlaybookTrigger } from '../entities/playbook.ts'
import { sameJson } from '../merge.ts'

/** A playbook as it is in force. */
export interface InstalledPlaybook {
  readonly name: string
  readonly source: string
  readonly manifest: PlaybookManifest
  /** Hash of all files that are part of it; null where that is not known. */
  readonly code: string | null
}

/** A playbook as it would be. */
export interface PlannedPlaybook {
  readonly manifest: PlaybookManifest
  readonly code: string | null
}

/** What a deployment does to one playbook. */
export interface PlannedChange {
  readonly playbook: string
  /** `taken`: another source has deployed it, so the deployment would be refused. */
  readonly change: 'new' | 'changed' | 'removed' | 'unchanged' | 'taken'
  /** In words. */
  readonly triggers: { readonly added: readonly string[]; readonly removed: readonly string[] }
  /** null: all that whoever deploys it may do. */
  readonly scopes: { readonly before: readonly string[] | null; readonly after: readonly string[] | null } | null
}

/** What deploying these playbooks from a source would change, in the order of their names. */
export function planDeployment(
  source: string,
  planned: readonly PlannedPlaybook[],
  installed: readonly InstalledPlaybook[],
): PlannedChange[] {
  const known = new Map(installed.map((one) => [one.name, one]))
  const coming = new Set(planned.map(({ manifest }) => manifest.id))
  const changes = planned.map(({ manifest, code }) => changeOf(source, manifest, code, known.get(manifest.id)))
  const gone = installed.filter((one) => one.source === source && !coming.has(one.name))
  return [...changes, ...gone.map(goneOf)].sort((a, b) => (a.playbook < b.playbook ? -1 : 1))
}

function changeOf(
  source: string,
  manifest: PlaybookManifest,
  code: string | null,
  before: InstalledPlaybook | undefined,
): PlannedChange {
  const was = before?.manifest.triggers.map(describeTrigger) ?? []
  const is = manifest.triggers.map(describeTrigger)
  const triggers = {
    added: is.filter((one) => !was.includes(one)),
    removed: was.filter((one) => !is.includes(one)),
  }
  const scopes = { before: before?.manifest.scopes ?? null, after: manifest.scopes }
  const same =
    before !== undefined && sameJson(before.manifest, manifest) && before.code !== null && before.code === code
  return {
    playbook: manifest.id,
    change: before === undefined ? 'new' : before.source !== source ? 'taken' : same ? 'unchanged' : 'changed',
    triggers,
    scopes: sameJson(scopes.before, scopes.after) && before !== undefined ? null : scopes,
  }
}

const goneOf = ({ name, manifest }: InstalledPlaybook): PlannedChange => ({
  playbook: name,
  change: 'removed',
  triggers: { added: [], removed: manifest.triggers.map(describeTrigger) },
  scopes: null,
})

/** `task.created if event.task.type == "bug"`, `webhook orders (standard)`, `manual`. */
export function describeTrigger(trigger: PlaybookTrigger): string {
  const { kind, ...rest } = trigger
  switch (trigger.kind) {
    case 'event':
      return `${trigger.eventTypes.join(' or ')}${conditionOf(trigger.if)}`
    case 'webhook':
      return `webhook ${trigger.path} (${trigger.verify})${conditionOf(trigger.if)}`
    case 'manual':
      return `manual${conditionOf(trigger.if ?? null)}`
    default:
      return `${kind} ${JSON.stringify(rest)}`
  }
}

const conditionOf = (cel: string | null) => (cel === null ? '' : ` if ${cel}`)
