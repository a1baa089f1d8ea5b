import * as z from 'zod'
import { type Patch, PatchAuthor } from '../../entities/patch.ts'
import { deriveId, Id } from '../../ids.ts'
import { isByAgent, projectOf } from '../../patches/covered-operations.ts'
import { needsToApply, needsToRead } from '../../patches/needs.ts'
import { ProposedOperation } from '../../patches/operations/catalogue.ts'
import { planOperations, withIds } from '../../patches/plan-operations.ts'
import { statusOf } from '../../patches/status.ts'
import { Timestamp } from '../../time.ts'
import { defineCommand } from '../definition.ts'
import { emitInsert } from '../emit-update.ts'
import { LongText, NewEntityId } from '../fields.ts'
import { wrong } from '../task/validate.ts'
import { applyPatch } from './apply-patch.ts'
import { decideByPolicies } from './decide-by-policies.ts'
import { checkEvidence, Evidence, needsOfEvidence } from './evidence.ts'
import { supersede } from './supersede.ts'

/** Of all operations, as JSON. */
const mostCharacters = 200_000

const { agent, agentVersion, model, promptVersion, costUsd } = PatchAuthor.shape
const Author = z
  .strictObject({
    agent: agent.default(null),
    agentVersion: agentVersion.default(null),
    model: model.default(null),
    promptVersion: promptVersion.default(null),
    costUsd: costUsd.default(null),
  })
  .meta({ description: 'the agent that made it; left out when a person or an automation did' })

const ProposePatch = z.strictObject({
  id: NewEntityId,
  projectId: Id.optional().meta({ description: 'default: the project in which all its operations are' }),
  title: z.string().trim().min(1).max(500),
  rationale: LongText.default('').meta({ description: 'Markdown' }),
  author: Author.nullable().default(null),
  evidence: Evidence.default([]),
  operations: z
    .array(ProposedOperation)
    .min(1)
    .max(100)
    .refine(
      (operations) => JSON.stringify(operations).length <= mostCharacters,
      `${mostCharacters} characters at most`,
    ),
  expiresAt: Timestamp.optional().meta({ description: 'after that nothing of it can be decided any more' }),
  supersedesId: Id.optional().meta({
    description: 'a patch whose place it takes: one of your own, or one that you may review',
  }),
})
type ProposePatch = z.output<typeof ProposePatch>

const patchIdOf = ({ id }: ProposePatch, commandId: string) => id ?? deriveId(commandId, 'patch')

export const proposePatch = defineCommand({
  type: 'patch.propose',
  summary: 'Propose commands instead of executing them; people, or policies of the workspace, decide on each',
  data: ProposePatch,
  needs: (data, commandId) => [
    { kind: 'patch', ids: [data.id] },
    { kind: 'patch', ids: [data.supersedesId], write: true },
    { kind: 'project', ids: [data.projectId] },
    ...needsOfEvidence(data.evidence),
    ...needsToRead(withIds(patchIdOf(data, commandId), data.operations)),
    { all: 'patch_policy' },
  ],
  more(data, rows, commandId) {
    if (!isByAgent(data)) return []
    const commands = new Set(rows.all('patch_policy').flatMap(({ enabled, commands }) => (enabled ? commands : [])))
    const id = patchIdOf(data, commandId)
    return needsToApply(
      id,
      withIds(id, data.operations).filter(({ command }) => commands.has(command)),
      rows,
    )
  },
  decide(data, context) {
    const id = patchIdOf(data, context.commandId)
    const drafts = withIds(id, data.operations)
    const projects = new Set(drafts.map((draft) => projectOf(context, draft, drafts)))
    const [only = null] = projects.size === 1 ? [...projects] : []
    const projectId = data.projectId === undefined ? only : context.get('project', data.projectId, 'projectId').id
    context.allow('patch.propose', projectId)
    context.allow('workspace.read')
    if (data.expiresAt !== undefined && data.expiresAt <= context.now) throw wrong('expiresAt', 'a time to come')
    checkEvidence(context, data.evidence)
    const { actor, now } = context
    const isRun = actor.type === 'playbook_run' || actor.type === 'rule_run' || actor.type === 'agent_run'
    const draft: Patch = {
      id,
      projectId,
      title: data.title,
      rationale: data.rationale,
      status: 'proposed',
      author: data.author,
      proposedBy: actor,
      runId: isRun ? actor.id : null,
      evidence: data.evidence,
      operations: planOperations(context, id, data.operations),
      expiresAt: data.expiresAt ?? null,
      supersedesId: data.supersedesId ?? null,
      supersededById: null,
      undoesId: null,
      undoneById: null,
      appliedAt: null,
      appliedBy: null,
      endedAt: null,
      version: 1,
      createdAt: now,
      updatedAt: now,
    }
    supersede(context, draft)
    const operations = decideByPolicies(context, draft)
    const patch = { ...draft, operations, status: statusOf(operations) }
    const proposed = emitInsert(context, 'patch', patch, { type: 'patch.proposed', projectId })
    return patch.status === 'proposed' ? proposed : applyPatch(context, id)
  },
})
