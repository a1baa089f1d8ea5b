import * as z from 'zod'
import { PatchEvidence } from '../../entities/patch.ts'
import { AppError } from '../../errors.ts'
import type { CommandContext, Need } from '../definition.ts'

/** What speaks for a patch, as its author names it. */
export const Evidence = z.array(PatchEvidence).max(50)
type Evidence = z.output<typeof Evidence>

export const needsOfEvidence = (evidence: Evidence): Need[] =>
  evidence.flatMap((one): Need[] => {
    if (one.kind === 'event') return [{ fact: 'event_member', id: one.id }]
    return one.kind === 'task' || one.kind === 'project' ? [{ kind: one.kind, ids: [one.id] }] : []
  })

/** @throws AppError `not_found` naming what is not there */
export function checkEvidence(context: CommandContext, evidence: Evidence): void {
  for (const [index, one] of evidence.entries()) {
    if (one.kind === 'task' || one.kind === 'project') context.get(one.kind, one.id, `evidence.${index}.id`)
    if (one.kind !== 'event' || context.fact('event_member', one.id).length > 0) continue
    const fields = [
      { path: `evidence.${index}.id`, expected: 'the id of an event of this workspace', code: 'not_found' },
    ]
    throw new AppError('not_found', `there is no event ${one.id}`, { fields })
  }
}
