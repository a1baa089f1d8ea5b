import {
  ExpectedOperation,
  learnFrom,
  Preference,
  type RankableOperation,
  type RankingContext,
  rankOperations,
} from '@orchestrator/domain'
import { readDecisions, readPreferences, tagsOfTasks } from '@orchestrator/store'
import * as z from 'zod'
import { read } from '../../http/read.ts'
import type { Call } from '../../http/route.ts'

/** What is expected of operations, the most likely first. */
export const Expected = z
  .strictObject({
    items: z.array(ExpectedOperation).meta({ description: 'the most likely first, what is better left out last' }),
    preferences: z.array(Preference).meta({ description: 'those that count for one of them' }),
  })
  .meta({ id: 'ExpectedOperations' })

type Operation = Omit<RankableOperation, 'tags'>

/** What the workspace’s decisions and preferences say of operations. */
export async function expectOperations(
  { api, workspaceId }: Pick<Call, 'api' | 'workspaceId'>,
  operations: readonly Operation[],
  context: Omit<RankingContext, 'at'>,
): Promise<z.infer<typeof Expected>> {
  const [decisions, preferences, tags] = await read(api, workspaceId, (tx) =>
    Promise.all([
      readDecisions(tx, workspaceId),
      readPreferences(tx, workspaceId),
      tagsOfTasks(
        tx,
        workspaceId,
        operations.flatMap((one) => taskOf(one) ?? []),
      ),
    ]),
  )
  const items = rankOperations(
    operations.map((one) => ({ ...one, tags: tags.get(taskOf(one) ?? '') ?? ownTags(one) })),
    { model: learnFrom(decisions), preferences },
    { ...context, at: Date.now() },
  )
  const counting = new Set(items.flatMap(({ preferenceIds }) => preferenceIds))
  return { items, preferences: preferences.filter(({ id }) => counting.has(id)) }
}

/** The task that an operation is about, if it is about one that is there. */
function taskOf({ command, data }: Operation): string | undefined {
  const id = data['taskId'] ?? data['fromTaskId'] ?? (command.startsWith('task.') ? data['id'] : undefined)
  return z.uuid().safeParse(id).data
}

const ownTags = ({ data }: Operation) => z.array(z.string()).safeParse(data['tags']).data ?? []
