import * as z from 'zod'
import { playbookListensTo, typesOf } from '../../automation/listens-to.ts'
import type { Reference } from '../../automation/references.ts'
import { checkJson, compileJsonSchema } from '../../automation/rule-event.ts'
import {
  DeploymentSource,
  folderSource,
  type Playbook,
  PlaybookId,
  PlaybookManifest,
  type PlaybookTrigger,
} from '../../entities/playbook.ts'
import { AppError } from '../../errors.ts'
import { deriveId, Id } from '../../ids.ts'
import { sameJson } from '../../merge.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { emitInsert, emitUpdate } from '../emit-update.ts'
import { snapshotOf } from '../entities.ts'
import { scheduleNeeds, setSchedules } from '../schedule/set-schedules.ts'
import { allowListening } from './allow-listening.ts'
import { checkFlow } from './check-flow.ts'
import { checkReferences, referenceNeeds } from './check-references.ts'
import { checkTriggers, checkWebhooks } from './check-triggers.ts'
import { ensureWebhook, webhookNeeds } from './ensure-webhook.ts'

/** Not public: the bundle behind the hash must be stored first, which the deploying part does. */
export const deployPlaybooks = defineCommand({
  type: 'playbook.deploy',
  summary: 'Install a bundle: its playbooks replace those of the bundle before it, at once',
  public: false,
  data: z.strictObject({
    bundleHash: z.string().min(12).max(128),
    playbooks: z.array(PlaybookManifest).max(500),
    source: DeploymentSource.default(folderSource),
    removes: z.array(Id).max(500).default([]).meta({ description: 'those of the same source that it has no more' }),
  }),
  needs: (data) => [
    { kind: 'playbook', ids: data.removes, write: true },
    ...data.playbooks.map((playbook) => ({ kind: 'playbook', by: { name: playbook.id }, write: true }) as const),
    ...data.playbooks.flatMap(({ triggers }) => referenceNeeds(endsOf(triggers))),
    ...webhookNeeds(webhookPaths(data.playbooks)),
    ...scheduleNeeds({ ownerKind: 'playbook', name: data.playbooks.map(({ id }) => id) }),
    ...scheduleNeeds({ ownerId: data.removes }),
  ],
  decide(data, context) {
    context.allow('automation.manage')
    checkWebhooks(data.playbooks)
    const playbooks: string[] = []
    for (const [index, manifest] of data.playbooks.entries()) {
      context.allowScopes(manifest.scopes)
      for (const trigger of manifest.triggers)
        if (trigger.kind === 'event') allowListening(context, trigger.eventTypes, manifest.scopes)
      checkTriggers(manifest.triggers, `playbooks.${index}.triggers`)
      checkEnds(context, data, manifest.triggers, `playbooks.${index}.triggers`)
      const types = typesOf(playbookListensTo({ id: '', name: manifest.id, manifest }))
      checkFlow(manifest.flow, types, `playbooks.${index}.flow`)
      const { playbook, changed } = deployOne(context, data, manifest)
      if (changed) playbooks.push(manifest.id)
      schedule(context, playbook, `playbooks.${index}.triggers`)
      for (const [at, trigger] of manifest.triggers.entries())
        if (trigger.kind === 'webhook') ensureWebhook(context, trigger, `playbooks.${index}.triggers.${at}`)
    }
    const removed = data.removes.map((id) => removeOne(context, requireSource(installed(context, id), data.source)))
    if (playbooks.length + removed.length > 0) {
      const { source, bundleHash } = data
      context.emit({
        type: 'deployment.completed',
        subject: { type: 'deployment', id: context.commandId },
        data: { deployment: { source, bundleHash, playbooks: data.playbooks.map(({ id }) => id), removed } },
      })
    }
    return { kind: 'event', id: context.commandId, version: 1 }
  },
})

/** @param path of the triggers in the input */
function schedule(context: CommandContext, playbook: Playbook, path = 'triggers'): void {
  const { id, name, enabled, installedBy: memberId, removedAt, manifest } = playbook
  const specs = manifest.triggers.flatMap((trigger, index) =>
    trigger.kind === 'schedule' ? { spec: trigger.schedule, path: `${path}.${index}.schedule` } : [],
  )
  setSchedules(context, { kind: 'playbook', id, name, enabled, memberId }, removedAt === null ? specs : [])
}

/** At whose end they start. */
const endsOf = (triggers: readonly PlaybookTrigger[], path = 'triggers'): Reference[] =>
  triggers.flatMap((trigger, at) =>
    trigger.kind === 'run' ? [{ kind: 'automation' as const, value: trigger.run, path: `${path}.${at}.run` }] : [],
  )

/** Playbooks of one deployment may name each other, whatever their order. */
function checkEnds(
  context: CommandContext,
  { playbooks }: { readonly playbooks: readonly PlaybookManifest[] },
  triggers: readonly PlaybookTrigger[],
  path: string,
): void {
  const ends = endsOf(triggers, path)
  checkReferences(
    context,
    ends.filter(({ value }) => !playbooks.some(({ id }) => id === value)),
  )
}

function deployOne(
  context: CommandContext,
  { bundleHash, source }: { bundleHash: string; source: string },
  manifest: PlaybookManifest,
): { playbook: Playbook; changed: boolean } {
  const existing = context.findBy('playbook', { name: manifest.id })
  if (existing?.removedAt === null) requireSource(existing, source)
  const stamps = { createdAt: context.now, updatedAt: context.now }
  const installed = { bundleHash, source, manifest, installedBy: context.actor.memberId, removedAt: null }
  if (!existing) {
    const id = deriveId(context.commandId, 'playbook', manifest.id)
    emitInsert(
      context,
      'playbook',
      { id, name: manifest.id, enabled: true, pausedAt: null, ...installed, version: 1, ...stamps },
      { type: 'playbook.deployed' },
    )
    return { playbook: context.get('playbook', id), changed: true }
  }
  // Whoever deploys it is the one as whom it acts from now on: the one before may have left.
  const unchanged =
    existing.bundleHash === bundleHash &&
    existing.source === source &&
    existing.installedBy === installed.installedBy &&
    existing.removedAt === null &&
    sameJson(existing.manifest, manifest)
  if (unchanged) return { playbook: existing, changed: false }
  context.update('playbook', existing.id, installed)
  const playbook = snapshotOf(context.get('playbook', existing.id))
  context.emit({ type: 'playbook.deployed', subject: { type: 'playbook', id: existing.id }, data: { playbook } })
  return { playbook: context.get('playbook', existing.id), changed: true }
}

/** Two sources that deploy one playbook would take it from each other in turn. */
function requireSource(playbook: Playbook, source: string): Playbook {
  if (playbook.source === source) return playbook
  throw new AppError(
    'already_exists',
    `the playbook ${playbook.name} is there already, deployed from '${playbook.source}'; remove it there first, or give this one another id`,
  )
}

/** @returns its name */
function removeOne(context: CommandContext, { id, name }: Playbook): string {
  context.update('playbook', id, { removedAt: context.now, pausedAt: null })
  const playbook = snapshotOf(context.get('playbook', id))
  context.emit({ type: 'playbook.removed', subject: { type: 'playbook', id }, data: { playbook } })
  schedule(context, context.get('playbook', id))
  return name
}

const webhookPaths = (playbooks: readonly PlaybookManifest[]) =>
  playbooks.flatMap(({ triggers }) => triggers.flatMap((trigger) => (trigger.kind === 'webhook' ? [trigger.path] : [])))

export const updatePlaybook = defineCommand({
  type: 'playbook.update',
  summary: 'Switch a playbook on or off; runs under way go on',
  data: z.strictObject({ id: Id, enabled: z.boolean() }),
  needs: ({ id }) => [{ kind: 'playbook', ids: [id], write: true }, ...scheduleNeeds({ ownerId: [id] })],
  decide({ id, enabled }, context) {
    installed(context, id)
    context.allow('automation.manage')
    const result = emitUpdate(context, 'playbook', id, { enabled }, { type: 'playbook.updated' })
    schedule(context, context.get('playbook', id))
    return result
  },
})

export const removePlaybook = defineCommand({
  type: 'playbook.remove',
  summary: 'Uninstall a playbook; runs under way go on, deploying it again brings it back',
  data: z.strictObject({ id: Id }),
  needs: ({ id }) => [{ kind: 'playbook', ids: [id], write: true }, ...scheduleNeeds({ ownerId: [id] })],
  decide({ id }, context) {
    const playbook = installed(context, id)
    context.allow('automation.manage')
    removeOne(context, playbook)
    return { kind: 'playbook', id, version: playbook.version + 1 }
  },
})

export const runPlaybook = defineCommand({
  type: 'playbook.run',
  summary: 'Start a playbook that has a manual trigger',
  data: z.strictObject({ name: PlaybookId, input: z.json().default(null) }),
  needs: ({ name }) => [{ kind: 'playbook', by: { name } }],
  decide({ name, input }, context) {
    const playbook = context.findBy('playbook', { name, removedAt: null })
    if (!playbook) throw new AppError('not_found', `there is no playbook ${name}`)
    context.allow('automation.run')
    const manual = playbook.manifest.triggers.find((trigger) => trigger.kind === 'manual')
    if (!manual) throw new AppError('invalid_state', `the playbook ${name} has no manual trigger`)
    if (!playbook.enabled) throw new AppError('invalid_state', `the playbook ${name} is switched off`)
    if (manual.input) checkJson(compileJsonSchema(manual.input, 'input'), input, 'input')
    context.emit({
      type: 'playbook.run_requested',
      subject: { type: 'playbook', id: playbook.id },
      data: { playbook: name, input },
    })
    return { kind: 'event', id: context.commandId, version: 1 }
  },
})

function installed(context: CommandContext, id: string): Playbook {
  const playbook = context.get('playbook', id, 'id')
  if (playbook.removedAt) throw new AppError('not_found', `the playbook ${playbook.name} is not installed`)
  return playbook
}
