import { type AnyEvent, deriveId } from '@orchestrator/domain'
import type { JsonObject } from '@orchestrator/sdk/runtime'
import type { Source } from '../source.ts'
import type { World } from '../world/world.ts'
import type { Clock } from './clock.ts'
import { sampleAnswer } from './sample-answer.ts'

/** What becomes of an approval that nobody answered in truth. */
export type Answers = 'approve' | 'reject' | 'none'

const ends = new Set(['approval.answered', 'approval.expired', 'approval.canceled', 'approval.reminded'])

/** What happens to a run's approval by other hands than the run's: that counts, though the run may have caused it. */
export const isOfApproval = ({ type }: Pick<AnyEvent, 'type'>): boolean => ends.has(type)

interface Parts {
  readonly source: Source
  readonly world: World
  readonly clock: Clock
  readonly answers: Answers
  readonly trigger: AnyEvent
  /** Something was told that open waits may wait for. */
  readonly told: () => void
}

/**
 * Answers an approval that a run has asked for, unless it was answered in truth: then the log tells how.
 * @returns whether the answer is made up
 */
export async function answerLater(parts: Parts, approval: JsonObject): Promise<boolean> {
  const { source, clock, answers, trigger } = parts
  const id = String(approval['id'])
  const { events } = await source.events({ after: trigger.seq, limit: 20, subjectId: id })
  if (events.some(isOfApproval)) return false
  if (answers !== 'none') {
    clock.at(clock.now, () => void clock.reading(answer(parts, approval)))
    return true
  }
  const expires = approval['expiresAt']
  if (typeof expires === 'string') clock.at(Date.parse(expires), () => void clock.reading(expire(parts, id)))
  return true
}

/** Who may answer is not asked: people's rights are not what is tried. */
async function answer({ world, answers, told, trigger }: Parts, { id: asked }: JsonObject): Promise<void> {
  const id = String(asked)
  const row = await world.get('approval', id)
  if (row?.['status'] !== 'pending') return
  const { memberId } = trigger.actor
  const given = sampleAnswer(row['ask'], answers === 'approve')
  const approval = {
    ...{ ...row, status: 'answered', answer: given, endedAt: world.instant(), nextReminderAt: null },
    answers: [{ memberId, answer: given, answeredAt: world.instant() }],
  }
  const data = { approval, changes: {}, memberId, answer: given }
  const projectId = (row['projectId'] ?? null) as string | null
  const subject = { type: 'approval', id }
  world.tell({ type: 'approval.answered', subject, projectId, data }, { type: 'user', id: memberId, memberId })
  told()
}

async function expire({ world, told }: Parts, id: string): Promise<void> {
  const row = await world.get('approval', id)
  if (row?.['status'] !== 'pending') return
  await world.execute([{ id: deriveId(id, 'expire'), type: 'approval.expire', data: { id } }], null)
  told()
}
