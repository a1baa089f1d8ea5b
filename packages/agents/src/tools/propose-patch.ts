import {
  AppError,
  type CommandInput,
  commandCatalogue,
  deriveId,
  type Patch,
  type PatchCommand,
  type Principal,
  ProposedOperation,
} from '@orchestrator/domain'
import { getEntity, type Store } from '@orchestrator/store'
import * as z from 'zod'
import { withoutEmpty } from '../output/without-empty.ts'
import type { ToolOutput } from './definition.ts'

/** Which agent proposes, as its patches say. */
export type ProposalAuthor = NonNullable<CommandInput<'patch.propose'>['author']>

export const proposePatchTool = {
  name: 'propose_patch',
  title: 'Propose changes',
  description:
    'Proposes changes as a patch: nothing is changed until people accept it. Say in `rationale` why, in each operation how sure you are, and in `dependsOn` what it makes no sense without. To name in one operation what another one makes, give that an `id` of your own (a UUID). An error names the field that is wrong: mend it and call again.',
  permission: 'patch.propose',
} as const

/** What it takes when only these commands may be proposed; null: none of them can be. */
export function proposalInput(proposes: readonly PatchCommand[]): z.ZodObject | null {
  const allowed = new Set<string>(proposes)
  const [first, ...others] = ProposedOperation.options.filter(({ shape }) => allowed.has(shape.command.value))
  if (!first) return null
  const { id: _id, author: _author, operations, ...shape } = commandCatalogue['patch.propose'].data.shape
  return z.strictObject({
    ...shape,
    title: shape.title.describe('what it does, in some words'),
    evidence: shape.evidence.describe('what speaks for it: events, tasks, projects, figures, addresses'),
    operations: z
      .array(z.discriminatedUnion('command', [first, ...others]))
      .min(1)
      .max(100)
      .describe('commands with what they take; `key` is a name of your choice within the patch'),
  })
}

/**
 * Proposes a patch as the caller; the same command id proposes it once.
 * @throws AppError `invalid_input` with the fields that are wrong, `forbidden`
 */
export async function proposePatch(
  store: Pick<Store, 'read' | 'execute'>,
  principal: Principal,
  input: Omit<CommandInput<'patch.propose'>, 'author'>,
  { commandId, author }: { commandId: string; author: ProposalAuthor | null },
): Promise<ToolOutput> {
  const command = { id: commandId, type: 'patch.propose', data: { ...input, author } } as const
  // What the agent has cost until then goes along, and may be more when the same is proposed again.
  const idempotency = { id: deriveId(commandId, 'proposal'), request: input }
  const [applied] = await store.execute(principal, [command], { idempotency })
  const id = applied?.result.id ?? ''
  const patch = await store.read(principal.workspaceId, (tx) => getEntity(tx, principal.workspaceId, 'patch', id))
  if (!patch) throw new AppError('not_found', `there is no patch ${id}`)
  const { title, status, operations } = patch as unknown as Patch
  return {
    ...{ id, title, status },
    operations: operations.map(({ key, summary, status: is, target, reason }) =>
      withoutEmpty({ key, summary, status: is, target, reason }),
    ),
  }
}
