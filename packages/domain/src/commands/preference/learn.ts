import * as z from 'zod'
import { type Preference, PreferenceContext, PreferenceEvidence } from '../../entities/preference.ts'
import { Id } from '../../ids.ts'
import { type CommandContext, defineCommand } from '../definition.ts'
import { emitInsert, emitRemove, emitUpdate } from '../emit-update.ts'

/** A confidence that changed by less is not told: the log is not to grow with each decision. */
const noticed = 0.05

const Learned = z.strictObject({
  id: Id,
  memberId: Id.nullable().meta({ description: 'whose it is; null: the project’s' }),
  projectId: Id.nullable(),
  words: z.string(),
  context: PreferenceContext,
  learned: PreferenceEvidence,
  isNew: z.boolean().meta({ description: 'it was not there when the decisions were read' }),
})

/** Not public: it says what people’s decisions show. What people said of a preference stands. */
export const learnPreferences = defineCommand({
  type: 'preference.learn',
  summary: 'Tell which preferences decisions show, and which they do not show any more',
  public: false,
  data: z.strictObject({
    shown: z.array(Learned),
    gone: z.array(Id),
    until: Id.meta({ description: 'the event of the last decision that was read' }),
  }),
  needs: ({ shown, gone }) => [
    { kind: 'preference', ids: [...shown.map(({ id }) => id), ...gone], write: true },
    { kind: 'member', ids: shown.map(({ memberId }) => memberId) },
    { kind: 'project', ids: shown.map(({ projectId }) => projectId) },
  ],
  decide({ shown, gone, until }, context) {
    for (const one of shown) tell(one, context)
    for (const id of gone) {
      const preference = context.find('preference', id)
      if (preference && isUntouched(preference))
        emitRemove(context, 'preference', id, { type: 'preference.forgotten', projectId: preference.projectId })
    }
    return { kind: 'event', id: until, version: 1 }
  },
})

function tell({ isNew, ...one }: z.output<typeof Learned>, context: CommandContext): void {
  const known = context.find('preference', one.id)
  if (
    known?.learned &&
    known.words === one.words &&
    Math.abs(known.learned.confidence - one.learned.confidence) < noticed
  )
    return
  if (known) {
    const patch = { learned: one.learned, ...(!known.corrected && { words: one.words }) }
    emitUpdate(context, 'preference', one.id, patch, { type: 'preference.updated', projectId: known.projectId })
    // One that is missing although it was there was deleted meanwhile.
  } else if (isNew) {
    if (one.memberId !== null) context.get('member', one.memberId, 'memberId')
    // A project that was deleted since has no preferences.
    if (one.projectId !== null && !context.find('project', one.projectId)) return
    const scope = one.memberId === null ? ('project' as const) : ('user' as const)
    const preference = {
      ...{ ...one, scope, projectId: scope === 'project' ? one.projectId : null, corrected: false, enabled: true },
      ...{ version: 1, createdAt: context.now, updatedAt: context.now },
    }
    emitInsert(context, 'preference', preference, { type: 'preference.learned', projectId: preference.projectId })
  }
}

/** Nobody corrected it, switched it off or shared it. */
export const isUntouched = ({ corrected, enabled, scope, memberId }: Preference) =>
  !corrected && enabled && scope === (memberId === null ? 'project' : 'user')
